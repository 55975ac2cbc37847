package dev.mapae.playground;

/// JSON with line breaks and indentation, and otherwise as it came: no value is read or changed.
final class JsonText {
  private static final int MAX_DEPTH = 40;

  private JsonText() {}

  /// Indents a text.
  ///
  /// @return the text indented when it begins like JSON, else the text
  static String indented(String text) {
    return text.startsWith("{") || text.startsWith("[") ? indent(text) : text;
  }

  private static String indent(String text) {
    StringBuilder out = new StringBuilder(text.length() * 2);
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        out.append(c);
        if (c == '\\' && i + 1 < text.length()) {
          i++;
          out.append(text.charAt(i));
        } else if (c == '"') {
          quoted = false;
        }
        continue;
      }
      char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      switch (c) {
        case '"' -> {
          quoted = true;
          out.append(c);
        }
        case '{', '[' -> {
          out.append(c);
          if (next != '}' && next != ']') {
            depth++;
            line(out, depth);
          }
        }
        case '}', ']' -> {
          char last = out.charAt(out.length() - 1);
          if (last != '{' && last != '[') {
            depth--;
            line(out, depth);
          }
          out.append(c);
        }
        case ',' -> {
          out.append(c);
          line(out, depth);
        }
        case ':' -> out.append(": ");
        case ' ', '\n', '\r', '\t' -> {}
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private static void line(StringBuilder out, int depth) {
    out.append('\n').repeat("  ", Math.clamp(depth, 0, MAX_DEPTH));
  }
}
