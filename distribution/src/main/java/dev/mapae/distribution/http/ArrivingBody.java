package dev.mapae.distribution.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// The body of one request, as far as it has arrived, and never more of it than one byte beyond
/// what is allowed.
final class ArrivingBody {
  /// What is more is made room for when it is here.
  private static final int USUAL = 1024;

  private final Request request;
  private final int most;
  private final ByteArrayOutputStream arrived;
  private boolean whole;

  /// @param limit how many bytes are allowed
  ArrivingBody(Request request, int limit) {
    this.request = request;
    this.most = limit + 1;
    this.arrived = new ByteArrayOutputStream(Math.clamp(request.getLength(), 0, USUAL));
    this.whole = !isExpected(request);
  }

  /// Reads what is here.
  ///
  /// @return whether that is all, or more than is allowed
  boolean isHere() throws IOException {
    while (!whole && arrived.size() < most) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        return false;
      }
      if (Content.Chunk.isFailure(chunk)) {
        throw new IOException(chunk.getFailure());
      }
      take(chunk.getByteBuffer());
      whole = chunk.isLast();
      chunk.release();
    }
    return true;
  }

  /// Waits for the rest.
  ///
  /// @return one byte more than is allowed where there is too much
  byte[] await() throws IOException {
    if (!isHere()) {
      arrived.write(Content.Source.asInputStream(request).readNBytes(missing()));
      whole = true;
    }
    return arrived.toByteArray();
  }

  /// One byte more than is to come, so that also the end of the body is waited for.
  private int missing() {
    long announced = request.getLength() < 0 ? most : request.getLength() + 1;
    return (int) Math.min(most, announced) - arrived.size();
  }

  private void take(ByteBuffer bytes) {
    byte[] part = new byte[Math.min(bytes.remaining(), most - arrived.size())];
    bytes.get(part);
    arrived.writeBytes(part);
  }

  /// Whether there is one to read, RFC 9112 §6.3. Of HTTP/2 only the end of the stream would tell.
  private static boolean isExpected(Request request) {
    return request.getLength() > 0
        || (request.getLength() < 0
            && (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2
                || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)));
  }
}
