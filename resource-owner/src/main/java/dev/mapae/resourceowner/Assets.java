package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/// The style sheet, the picture and the two scripts of the pages. The name of each holds a checksum
/// of its content, so that browsers may keep it for good. What is text is sent packed (RFC 9110
/// §8.4.1.3) to whoever takes that; pages never are, since they hold secrets beside what others
/// chose.
final class Assets {
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SVG = "image/svg+xml";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

  /// A picture stays one for who opens it as a page.
  private static final String PICTURE =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

  /// Whoever gives it no weight, or one above nothing (RFC 9110 §12.4.2).
  private static final Pattern TAKES_GZIP =
      Pattern.compile(
          "\\s*gzip\\s*(;\\s*q=(1(\\.0{0,3})?|0\\.(?!0*\\s*$)\\d{1,3})\\s*)?",
          Pattern.CASE_INSENSITIVE);

  /// @param packed the same for who takes it packed
  private record Asset(Response plain, Response packed) {}

  private final String base;
  private final Map<String, Asset> byPath = new LinkedHashMap<>();
  private final String styleSheet;
  private final String icon;
  private final String formPostScript;
  private final String passkeyScript;

  /// Reads the assets.
  ///
  /// @param base the path under which they are served, ending in `/`
  Assets(String base) {
    this.base = base;
    styleSheet = add("mapae", "css", CSS, read("mapae.css"));
    icon = add("mapae", "svg", SVG, read("mapae.svg"));
    passkeyScript = add("passkeys", "js", SCRIPT, read("passkeys.js"));
    formPostScript = add("form-post", "js", SCRIPT, read("form-post.js"));
  }

  String styleSheet() {
    return styleSheet;
  }

  String icon() {
    return icon;
  }

  String passkeyScript() {
    return passkeyScript;
  }

  String formPostScript() {
    return formPostScript;
  }

  /// GET of anything below the base.
  Response get(Request request) {
    Asset asset = byPath.get(request.path());
    if (asset == null) {
      return Response.text(404, "There is nothing here.\n");
    }
    return takesPacked(request) ? asset.packed() : asset.plain();
  }

  private static boolean takesPacked(Request request) {
    return request.headers().all("Accept-Encoding").stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .anyMatch(coding -> TAKES_GZIP.matcher(coding).matches());
  }

  /// A picture.
  ///
  /// @param path where it is served
  record Picture(String path, String type) {}

  Picture picture() {
    return new Picture(icon, SVG);
  }

  /// Takes in the picture of an operator.
  ///
  /// @return where it is served
  String add(Logo logo) {
    return add("logo", logo.suffix(), logo.contentType(), logo.content());
  }

  /// Takes in a style sheet of an operator.
  ///
  /// @return where it is served
  String add(String name, String styleSheet) {
    return add(name, "css", CSS, styleSheet.getBytes(StandardCharsets.UTF_8));
  }

  private String add(String name, String suffix, String contentType, byte[] content) {
    CRC32C checksum = new CRC32C();
    checksum.update(content);
    String path = "%s%s.%08x.%s".formatted(base, name, checksum.getValue(), suffix);
    boolean picture = contentType.startsWith("image/");
    Response plain =
        Response.of(200, contentType, content)
            .with("Cache-Control", "public, max-age=31536000, immutable")
            .with("Content-Security-Policy", picture ? PICTURE : NOTHING)
            .with("X-Content-Type-Options", "nosniff");
    byPath.put(path, picture ? new Asset(plain, plain) : packed(plain));
    return path;
  }

  private static Asset packed(Response asset) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(asset.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (packed.size() >= asset.body().length) {
      return new Asset(asset, asset);
    }
    Response plain = asset.with("Vary", "Accept-Encoding");
    return new Asset(
        plain,
        new Response(plain.status(), plain.headers(), packed.toByteArray())
            .with("Content-Encoding", "gzip"));
  }

  private static byte[] read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The asset " + name + " is not on the class path.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
