package dev.mapae.distribution.outbound;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/// An answer of which only the status counts, known as soon as its header is there. What follows is
/// let pass for a while, so that whoever sends it is not interrupted for nothing.
final class BoundedStatus implements Response.Listener {
  private static final int MAX_BYTES = 64 * 1024;

  private final CompletableFuture<Integer> status;
  private int passed;

  BoundedStatus(CompletableFuture<Integer> status) {
    this.status = status;
  }

  @Override
  public void onHeaders(Response response) {
    status.complete(response.getStatus());
  }

  @Override
  public void onContent(Response response, ByteBuffer content) {
    passed += content.remaining();
    content.position(content.limit());
    if (passed > MAX_BYTES) {
      var _ = response.abort(new IllegalStateException("nobody wants to know all that"));
    }
  }

  @Override
  public void onComplete(Result result) {
    if (result.isFailed()) {
      status.completeExceptionally(BoundedAnswer.reason(result.getFailure()));
    }
  }
}
