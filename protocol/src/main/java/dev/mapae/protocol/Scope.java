package dev.mapae.protocol;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// An ordered set of scope tokens. RFC 6749 §3.3.
public final class Scope implements Iterable<String> {
  private static final int MAX_TOKENS = 100;
  private static final Scope EMPTY = new Scope(Set.of());

  private final Set<String> tokens;

  private Scope(Set<String> tokens) {
    this.tokens = tokens;
  }

  /// No tokens.
  public static Scope empty() {
    return EMPTY;
  }

  /// Makes a scope of tokens that are known to be well formed, such as those in the text of a
  /// program.
  public static Scope of(String... tokens) {
    return of(java.util.List.of(tokens));
  }

  /// Makes a scope of tokens that are already known to be well formed, in the order given.
  public static Scope of(Collection<String> tokens) {
    return tokens.isEmpty()
        ? EMPTY
        : new Scope(Collections.unmodifiableSet(new LinkedHashSet<>(tokens)));
  }

  /// Reads a space-delimited list.
  ///
  /// @param value the parameter as it came, not null
  /// @return the tokens, each once, in the order given; empty for an empty value
  /// @throws ProtocolException `invalid_scope` for characters outside `%x21 / %x23-5B / %x5D-7E` or
  ///   more than 100 tokens
  public static Scope parse(String value) {
    Set<String> tokens = new LinkedHashSet<>();
    int start = 0;
    for (int i = 0; i <= value.length(); i++) {
      char c = i < value.length() ? value.charAt(i) : ' ';
      if (c == ' ') {
        if (i > start) {
          tokens.add(value.substring(start, i));
        }
        start = i + 1;
      } else if (c < 0x21 || c > 0x7e || c == '"' || c == '\\') {
        throw new ProtocolError.InvalidScope(
                "The scope has a character that scopes cannot have; separate scopes by single"
                    + " spaces.")
            .exception();
      }
    }
    if (tokens.size() > MAX_TOKENS) {
      throw new ProtocolError.InvalidScope("A scope has at most " + MAX_TOKENS + " values here.")
          .exception();
    }
    return of(tokens);
  }

  /// Whether a token is among these, compared by case.
  public boolean contains(String token) {
    return tokens.contains(token);
  }

  /// Whether all tokens of the other scope are among these; so it is of an empty one.
  public boolean containsAll(Scope other) {
    return tokens.containsAll(other.tokens);
  }

  /// Whether there are no tokens.
  public boolean isEmpty() {
    return tokens.isEmpty();
  }

  /// How many tokens there are.
  public int size() {
    return tokens.size();
  }

  /// The tokens of this scope that pass, in their order.
  public Scope filter(Predicate<String> keep) {
    Set<String> kept = new LinkedHashSet<>();
    for (String token : tokens) {
      if (keep.test(token)) {
        kept.add(token);
      }
    }
    return kept.size() == tokens.size() ? this : of(kept);
  }

  /// The tokens of this scope that are in the other as well, in their order.
  public Scope retain(Scope other) {
    return filter(other::contains);
  }

  /// The tokens of this scope that are not in the other, in their order.
  public Scope without(Scope other) {
    return filter(t -> !other.contains(t));
  }

  /// The tokens of this scope, then those of the other that are not here yet.
  public Scope and(Scope other) {
    Set<String> both = new LinkedHashSet<>(tokens);
    both.addAll(other.tokens);
    return of(both);
  }

  /// The tokens, in their order.
  public Stream<String> stream() {
    return tokens.stream();
  }

  /// An unmodifiable view of the tokens.
  public Set<String> tokens() {
    return tokens;
  }

  @Override
  public Iterator<String> iterator() {
    return tokens.iterator();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Scope s && tokens.equals(s.tokens);
  }

  @Override
  public int hashCode() {
    return tokens.hashCode();
  }

  /// The wire form: tokens separated by one space.
  @Override
  public String toString() {
    return String.join(" ", tokens);
  }
}
