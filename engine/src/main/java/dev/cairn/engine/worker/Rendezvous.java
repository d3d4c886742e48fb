package dev.cairn.engine.worker;

/**
 * Rendezvous hashing (Thaler and Ravishankar, Using Name-Based Mappings to Increase Hit Rates,
 * IEEE/ACM Transactions on Networking 6(1), 1998): the favourite of a key is the server of highest
 * weight, so that a server that joins or leaves moves only its own share of the keys.
 */
final class Rendezvous {
  private Rendezvous() {}

  /** A hash of both. */
  static long weight(String key, String server) {
    long hash = 0xcbf29ce484222325L;
    for (String part : new String[] {key, "\n", server}) {
      for (int i = 0; i < part.length(); i++) {
        hash = (hash ^ part.charAt(i)) * 0x100000001b3L;
      }
    }
    // FNV-1a mixes its last characters poorly into the high bits, which the comparison looks at.
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
