package dev.mapae.resourceowner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A file of texts, each a line `key=text`, in the form of the `.properties` files of Java and in
/// UTF-8.
///
/// @param mistakes in lines that could not be read
record TextFile(List<Entry> entries, List<Mistake> mistakes) {
  /// One text.
  ///
  /// @param line the number of its first line, from 1
  record Entry(int line, String key, String text) {}

  /// What is wrong in a line, and how to mend it.
  record Mistake(int line, String says) {}

  static TextFile parse(String content) {
    return new Reader(content.split("\n", -1)).read();
  }

  private static final class Reader {
    private final String[] lines;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Mistake> mistakes = new ArrayList<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private int next;

    Reader(String[] lines) {
      this.lines = lines;
    }

    TextFile read() {
      while (next < lines.length) {
        int number = next + 1;
        String line = lines[next++].strip();
        if (!line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != '!') {
          add(number, whole(line));
        }
      }
      return new TextFile(List.copyOf(entries), List.copyOf(mistakes));
    }

    /// A line with those that continue it.
    private String whole(String first) {
      StringBuilder whole = new StringBuilder(first);
      while (isContinued(whole) && next < lines.length) {
        whole.setLength(whole.length() - 1);
        whole.append(lines[next++].strip());
      }
      return whole.toString();
    }

    private static boolean isContinued(CharSequence line) {
      int backslashes = 0;
      while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
        backslashes++;
      }
      return backslashes % 2 == 1;
    }

    private void add(int number, String line) {
      int equals = line.indexOf('=');
      if (equals < 1) {
        mistakes.add(new Mistake(number, "this is no text; write it as key=text"));
        return;
      }
      String key = line.substring(0, equals).strip();
      Integer before = seen.putIfAbsent(key, number);
      if (before != null) {
        mistakes.add(
            new Mistake(number, key + " is in line " + before + " already; remove one of them"));
        return;
      }
      entries.add(new Entry(number, key, unescaped(line.substring(equals + 1).strip())));
    }

    private static String unescaped(String text) {
      int backslash = text.indexOf('\\');
      if (backslash < 0) {
        return text;
      }
      StringBuilder plain = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c != '\\' || i == text.length() - 1) {
          plain.append(c);
          continue;
        }
        char escaped = text.charAt(++i);
        if (escaped == 'u' && text.substring(i).matches("(?s)u[0-9A-Fa-f]{4}.*")) {
          plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
          i += 4;
        } else {
          plain.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
        }
      }
      return plain.toString();
    }
  }
}
