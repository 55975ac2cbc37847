package dev.mapae.distribution.outbound;

import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpStatus;

/// Passes over the interim answers before the answer, a few of them. RFC 9110 §15.2.
///
/// Jetty's handler for one of them does the same with all. What it does not accept here is taken
/// for the answer, and refused.
final class InterimAnswers extends EarlyHintsProtocolHandler {
  private static final int MAX = 8;
  private static final String SEEN = InterimAnswers.class.getName();

  @Override
  public boolean accept(Request request, Response response) {
    int status = response.getStatus();
    if (!HttpStatus.isInformational(status) || status == HttpStatus.SWITCHING_PROTOCOLS_101) {
      return false;
    }
    int seen = request.getAttributes().get(SEEN) instanceof Integer before ? before : 0;
    var _ = request.attribute(SEEN, seen + 1);
    return seen < MAX;
  }
}
