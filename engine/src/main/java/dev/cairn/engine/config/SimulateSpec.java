package dev.cairn.engine.config;

import dev.cairn.engine.simulate.FleetSettings;

/**
 * The embedded fleet.
 *
 * @param world what its workers know
 * @param fleet how many they are and how fast
 */
public record SimulateSpec(WorldSpec world, FleetSettings fleet) {}
