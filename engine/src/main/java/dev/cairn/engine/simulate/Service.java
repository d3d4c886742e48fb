package dev.cairn.engine.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a worker does for its clients beside saying how it is: one route, in one role. */
interface Service {

  /** The route, for POST. */
  String path();

  /** The one model that is served. */
  String model();

  /**
   * Answers a request.
   *
   * @throws RequestRefused if it cannot be
   */
  Answer answer(RequestBody request);

  /**
   * A response and what it costs the worker.
   *
   * @param costs one per sequence or text; they arrive together and the response leaves when all
   *     are done
   */
  record Answer(ObjectNode body, List<Cost> costs) {}

  /**
   * The work of a sequence or text.
   *
   * @param tokens generated, or of the text
   * @param prefill uncached tokens of the prompt that are read for this sequence
   */
  record Cost(int tokens, int prefill) {}
}
