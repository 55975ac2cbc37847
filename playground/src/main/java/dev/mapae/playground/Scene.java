package dev.mapae.playground;

import java.util.List;

/// What one press of a button brought about.
///
/// @param number counts the scenes of one browser
/// @param name which messages explain it
/// @param tokens the tokens that it was about, decoded
record Scene(int number, String name, List<Step> steps, List<ReadToken> tokens) {
  Scene {
    steps = List.copyOf(steps);
    tokens = List.copyOf(tokens);
  }
}
