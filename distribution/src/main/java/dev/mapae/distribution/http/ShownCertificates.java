package dev.mapae.distribution.http;

import dev.mapae.authorizationserver.http.ClientCertificates;
import dev.mapae.authorizationserver.http.Headers;
import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.io.EndPoint.SslSessionData;
import org.eclipse.jetty.server.Request;

/// Finds out which certificates the client of a request showed: to this server, or to a proxy that
/// is trusted to say so.
final class ShownCertificates {
  private final Optional<String> header;
  private final TrustedProxies proxies;

  ShownCertificates(Binding binding, TrustedProxies proxies) {
    this.header = binding.clientCertificateHeader();
    this.proxies = proxies;
  }

  /// @param peer who is at the other end of the connection
  ClientCertificates of(Request request, InetAddress peer, Headers headers) {
    if (header.isPresent() && proxies.isTrusted(peer)) {
      // What the connection itself has is the proxy's own.
      return ForwardedCertificates.of(header.get(), headers);
    }
    return () -> ofConnection(request);
  }

  private static List<X509Certificate> ofConnection(Request request) {
    SslSessionData tls =
        request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
    return tls == null ? List.of() : ofSession(tls.sslSession());
  }

  private static List<X509Certificate> ofSession(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return Stream.of(chain).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // this is how it says that there are none
    }
  }
}
