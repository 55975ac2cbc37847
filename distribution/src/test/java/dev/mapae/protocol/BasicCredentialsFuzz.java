package dev.mapae.protocol;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import java.util.Base64;
import java.util.Optional;

/// The `Authorization` header of HTTP Basic: as it is, and what is encoded in it. RFC 7617 §2.
public final class BasicCredentialsFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    read(FuzzTarget.text(input));
    read("Basic " + Base64.getEncoder().encodeToString(input));
  }

  private static void read(String header) {
    try {
      BasicCredentials.parse(header).ifPresent(BasicCredentialsFuzz::written);
    } catch (ProtocolException e) {
      holds(e.error().code().equals("invalid_request"), e.error().code());
    }
  }

  private static void written(BasicCredentials credentials) {
    Optional<BasicCredentials> same = Optional.of(credentials);
    holds(BasicCredentials.parse(credentials.header()).equals(same), "others were written");
    holds(
        BasicCredentials.parse(credentials.formEncoded().header())
            .map(BasicCredentials::formDecoded)
            .equals(same),
        "others were form-encoded");
    var _ = credentials.formDecoded();
  }
}
