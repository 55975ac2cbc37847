package dev.mapae.authorizationserver.clientauth;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// What a server that clients show certificates to thinks of them. RFC 8705 §2.
///
/// @param authorities whose certificates clients may authenticate with (§2.1); without any only
///   those that they registered themselves count (§2.2)
public record MutualTls(List<X509Certificate> authorities) {
  /// RFC 5280 §4.2.1.3.
  private static final int KEY_CERT_SIGN = 5;

  /// RFC 5280 §4.2.1.10.
  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  public MutualTls {
    authorities = List.copyOf(authorities);
  }

  /// Those of the authorities that are trusted for themselves: nobody above them is here. What such
  /// a certificate says of its own limits is not part of RFC 5280 §6, whose anchor is but a name
  /// and a key.
  public List<X509Certificate> anchors() {
    return authorities.stream().filter(this::isAnchor).toList();
  }

  /// The others, which are trusted as far as those above them go.
  List<X509Certificate> intermediates() {
    return authorities.stream().filter(Predicate.not(this::isAnchor)).toList();
  }

  /// What keeps one of the authorities from being one. RFC 5280 §4.2.1.
  ///
  /// @return a clause that says how to mend it
  public Optional<String> mistake(X509Certificate authority) {
    boolean @Nullable [] usage = authority.getKeyUsage();
    if (authority.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
      return Optional.of(
          "is no authority by its basic constraints and key usage; name the one that issued it");
    }
    if (!ClientCertificatePath.hasStrongKey(authority)) {
      return Optional.of(
          "has a key that is too short; take RSA of 2048 bits or more, or EC of 256");
    }
    if (!ClientCertificatePath.isForClients(authority)) {
      return Optional.of(
          "issues no certificates for clients, as its extended key usage says; name one that does");
    }
    return isAnchor(authority) && authority.getExtensionValue(NAME_CONSTRAINTS) != null
        ? Optional.of(
            "has name constraints, which count only below another authority; add the one that"
                + " issued it")
        : Optional.empty();
  }

  private boolean isAnchor(X509Certificate authority) {
    X500Principal issuer = authority.getIssuerX500Principal();
    return issuer.equals(authority.getSubjectX500Principal())
        || authorities.stream().noneMatch(a -> a.getSubjectX500Principal().equals(issuer));
  }
}
