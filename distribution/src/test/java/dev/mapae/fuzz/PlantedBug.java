package dev.mapae.fuzz;

/// A parser with a bug that nobody hits by chance, and somebody who sees which way the code goes
/// does soon. As new as the code of the server, so that it shows what the fuzzer sees of it.
public final class PlantedBug implements FuzzTarget {
  private sealed interface Token {}

  private record Word(String word) implements Token {}

  private record Count(int count) implements Token {}

  @Override
  public void eat(byte[] input) {
    String text = FuzzTarget.text(input);
    Token token = text.startsWith("7") ? new Count(text.length()) : new Word(text);
    boolean hit =
        switch (token) {
          case Count(int length) -> length == 1_000_000;
          case Word(String word) ->
              word.length() > 3
                  && word.charAt(0) == 'b'
                  && word.charAt(1) == 'u'
                  && word.charAt(2) == 'g'
                  && word.charAt(3) == '!';
        };
    FuzzTarget.holds(!hit, "the planted bug");
  }
}
