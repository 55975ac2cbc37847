package dev.mapae.authorizationserver.store;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;

/// Distinguished names and addresses, by which clients register their certificates. RFC 8705
/// §2.1.2.
public final class CertificateSubjectFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    String text = FuzzTarget.text(input);
    CertificateSubject.distinguishedName(text)
        .ifPresent(name ->
            holds(
                CertificateSubject.distinguishedName(name).isPresent(),
                "a certificate with that name has none"));
    var _ = CertificateSubject.address(text);
  }
}
