package dev.mapae.storage;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// A JSON object as it is kept in one column: what is only ever read as a whole.
record Document(Map<String, Object> members) {
  /// The longest text of a column, in characters.
  static final int LIMIT = 1 << 20;

  /// The JSON of a map or a collection.
  ///
  /// @throws IllegalArgumentException when it is longer than what is read again
  static String write(Object value) {
    String text = Json.write(value);
    if (text.length() > LIMIT) {
      throw new IllegalArgumentException("too long to be kept: " + text.length() + " characters");
    }
    return text;
  }

  /// The same text.
  ///
  /// @throws IllegalArgumentException when it could not be read again: too long, nested too deep,
  ///   or with a number that JSON has no word for
  static String checked(String text) {
    read(text);
    return text;
  }

  static Document read(String text) {
    try {
      return new Document(JSONObjectUtils.parse(text, LIMIT));
    } catch (ParseException e) {
      throw new IllegalArgumentException("not a JSON object that can be kept", e);
    }
  }

  /// A JSON array of strings.
  static List<String> list(String text) {
    if (text.equals("[]")) {
      return List.of();
    }
    if (text.length() > LIMIT) {
      throw new IllegalArgumentException("too long to be read: " + text.length() + " characters");
    }
    if (isOneWord(text)) {
      return List.of(text.substring(2, text.length() - 2));
    }
    try {
      return strings(JSONArrayUtils.parse(text));
    } catch (ParseException e) {
      throw new IllegalArgumentException("not a JSON array", e);
    }
  }

  /// Most arrays are of one text without anything to unescape, and a grant has several.
  private static boolean isOneWord(String text) {
    int last = text.length() - 2;
    if (last < 2 || !text.startsWith("[\"") || !text.endsWith("\"]")) {
      return false;
    }
    for (int i = 2; i < last; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  static Scope scope(String text) {
    return text.isEmpty() ? Scope.empty() : Scope.of(List.of(text.split(" ")));
  }

  String text(String name) {
    return (String) member(name);
  }

  Optional<String> textIfAny(String name) {
    return Optional.ofNullable((String) members.get(name));
  }

  boolean flag(String name) {
    return (Boolean) member(name);
  }

  /// A member that came later than others: where it is missing, it is as it was before.
  boolean flagOr(String name, boolean before) {
    return members.containsKey(name) ? flag(name) : before;
  }

  /// A member that is an array of strings.
  List<String> texts(String name) {
    return strings((List<?>) member(name));
  }

  /// The same; none where the member, which came later, is missing.
  List<String> textsIfAny(String name) {
    return members.containsKey(name) ? texts(name) : List.of();
  }

  /// A member that is an object with strings.
  Map<String, String> textMap(String name) {
    return object((Map<?, ?>) member(name)).members.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> (String) e.getValue()));
  }

  /// A member that is an array of objects.
  List<Document> documents(String name) {
    return ((List<?>) member(name)).stream().map(o -> object((Map<?, ?>) o)).toList();
  }

  /// A member that is an object, whatever is in it.
  Map<String, Object> object(String name) {
    return object((Map<?, ?>) member(name)).members;
  }

  /// A member that is an object, and came later than others.
  Optional<Document> documentIfAny(String name) {
    return members.containsKey(name)
        ? Optional.of(object((Map<?, ?>) member(name)))
        : Optional.empty();
  }

  /// The same; none where the member, which came later, is missing.
  List<Document> documentsIfAny(String name) {
    return members.containsKey(name) ? documents(name) : List.of();
  }

  private Object member(String name) {
    return Objects.requireNonNull(members.get(name), name);
  }

  private static Document object(Map<?, ?> map) {
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach((name, value) -> members.put((String) name, value));
    return new Document(members);
  }

  private static List<String> strings(List<?> list) {
    return list.stream().map(String.class::cast).toList();
  }
}
