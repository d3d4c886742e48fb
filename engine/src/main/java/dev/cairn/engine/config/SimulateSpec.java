package dev.cairn.engine.config;

import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.engine.simulate.WorldSettings;

/**
 * The embedded fleet.
 *
 * @param world what its workers know
 * @param fleet how many they are and how fast
 */
public record SimulateSpec(WorldSettings world, FleetSettings fleet) {
  /**
   * Starts the fleet.
   *
   * @throws UserException if a file of the world cannot be read
   */
  public SimulatedFleet start() {
    try {
      return SimulatedFleet.start(world.open(), fleet);
    } catch (IllegalArgumentException e) {
      throw new UserException("simulate.world: " + e.getMessage(), e);
    }
  }
}
