package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/// How requests are signed, and what is done with them then. RFC 9101 §5, §6.
///
/// @param encryption where the server alone may read them
/// @param publisher where the server fetches them itself
record SignedRequests(
    SigningKey signer,
    Optional<RequestEncryption> encryption,
    Optional<Function<String, URI>> publisher) {
  /// RFC 9101 §5.2.
  private static final int MAX_REQUEST_URI = 512;

  static SignedRequests by(SigningKey signer) {
    return new SignedRequests(signer, Optional.empty(), Optional.empty());
  }

  SignedRequests signedBy(SigningKey other) {
    return new SignedRequests(other, encryption, publisher);
  }

  SignedRequests with(RequestEncryption other) {
    return new SignedRequests(signer, Optional.of(other), publisher);
  }

  SignedRequests publishedBy(Function<String, URI> other) {
    return new SignedRequests(signer, encryption, Optional.of(other));
  }

  /// Makes a request object.
  ///
  /// @param asked the parameters of the request, `client_id` among them
  String object(Parameters asked, Client client) {
    String signed = RequestObject.of(asked, client.server().issuer(), signer, client.environment());
    return encryption.map(by -> by.encrypt(signed, client)).orElse(signed);
  }

  /// What stands in a URL for the whole request. RFC 9101 §5.
  ///
  /// @param asked the parameters of the request, `client_id` among them
  /// @throws IllegalArgumentException when it is published where no server fetches it
  Parameters inUrl(Parameters asked, String object) {
    Parameters named = Parameters.empty().with("client_id", asked.required("client_id"));
    Parameters request =
        publisher
            .map(by -> named.with("request_uri", checked(by.apply(object)).toString()))
            .orElseGet(() -> named.with("request", object));
    boolean anybodyReads = encryption.isEmpty() && publisher.isEmpty();
    // OIDC Core §6.1: an OpenID provider wants these beside the object too. It heeds only those in
    // it, RFC 9101 §6.3. Where openid is asked for, and nowhere else, there is a nonce.
    return asked.has("nonce")
        ? request
            .with("response_type", asked.required("response_type"))
            .with("scope", anybodyReads ? asked.required("scope") : "openid")
        : request;
  }

  private static URI checked(URI uri) {
    boolean good = "https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null;
    if ((!good && !"urn".equalsIgnoreCase(uri.getScheme()))
        || uri.toASCIIString().length() > MAX_REQUEST_URI) {
      throw new IllegalArgumentException(
          "A request_uri is an https URL, or a URN, of 512 characters at most: " + uri);
    }
    return uri;
  }
}
