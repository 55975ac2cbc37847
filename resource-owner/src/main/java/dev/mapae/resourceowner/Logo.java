package dev.mapae.resourceowner;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// The picture beside the name, from a file of the operator.
public final class Logo {
  /// Of a logo and all else that an operator adds to a page: with more, some pages weigh more than
  /// 30 KB in all.
  public static final int MAX_BYTES = 8 * 1024;

  private static final int MAX_PIXELS = 1024;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int PNG_SIZE_AT = 16;

  /// What has no place in a picture: programs, other files, and declarations by which a small file
  /// becomes a large one.
  private static final Pattern ACTIVE =
      Pattern.compile(
          "<!entity|<!doctype|<script|<foreignobject|<iframe|\\son[a-z]+\\s*=|javascript:");

  private static final Pattern SVG =
      Pattern.compile("(?s)\uFEFF?+(?:\\s++|<\\?xml[^>]*+>|<!--.*?-->)*+<svg[\\s/>]");

  /// What came of reading one.
  public sealed interface Reading {
    /// It can be shown.
    record Usable(Logo logo) implements Reading {}

    /// It cannot.
    ///
    /// @param why and how to mend it
    record Unusable(String why) implements Reading {}
  }

  private final String suffix;
  private final byte[] content;

  private Logo(String suffix, byte[] content) {
    this.suffix = suffix;
    this.content = content.clone();
  }

  /// As its file has it.
  public byte[] content() {
    return content.clone();
  }

  /// `png` or `svg`.
  String suffix() {
    return suffix;
  }

  /// Reads one from the content of a file, whatever that is called.
  public static Reading read(byte[] content) {
    if (content.length > MAX_BYTES) {
      return new Reading.Unusable(
          "has more than %d KiB; make it smaller".formatted(MAX_BYTES / 1024));
    }
    if (content.length > PNG_SIZE_AT + 8
        && Arrays.equals(content, 0, PNG.length, PNG, 0, PNG.length)) {
      return png(content);
    }
    String text = new String(content, StandardCharsets.UTF_8);
    if (ACTIVE.matcher(text.toLowerCase(Locale.ROOT)).find()) {
      return new Reading.Unusable(
          "has scripts, entities or foreign content in it; save it as plain SVG");
    }
    if (!SVG.matcher(text).lookingAt()) {
      return new Reading.Unusable("is neither a PNG nor an SVG picture; save it as one of them");
    }
    return new Reading.Usable(new Logo("svg", content));
  }

  private static Reading png(byte[] content) {
    ByteBuffer size = ByteBuffer.wrap(content, PNG_SIZE_AT, 8);
    int width = size.getInt();
    int height = size.getInt();
    return width < 1 || height < 1 || width > MAX_PIXELS || height > MAX_PIXELS
        ? new Reading.Unusable("has more than 1024 pixels on a side; make it smaller")
        : new Reading.Usable(new Logo("png", content));
  }

  String contentType() {
    return suffix.equals("png") ? "image/png" : "image/svg+xml";
  }
}
