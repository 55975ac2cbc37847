package dev.mapae.authorizationserver.clientauth;

import dev.mapae.protocol.CertificateThumbprint;
import dev.mapae.protocol.Recent;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Those who may issue certificates that clients authenticate with. RFC 8705 §2.1, §7.4, RFC 5280
/// §6.
final class CertificateAuthorities {
  /// How long it is believed that an authority issued a certificate, once that was found out: the
  /// signatures cost more than all else of a request. Those above it may expire meanwhile.
  private static final Duration BELIEVED = Duration.ofMinutes(1);

  /// Of the chains that are believed, in characters: a thumbprint has 43.
  private static final int CAPACITY = 1 << 18;

  private final List<X509Certificate> anchors;
  private final List<X509Certificate> intermediates;
  private final Recent<Instant> issued = new Recent<>(CAPACITY);

  CertificateAuthorities(MutualTls mutualTls) {
    this.anchors =
        mutualTls.anchors().stream().filter(anchor -> mutualTls.mistake(anchor).isEmpty()).toList();
    this.intermediates = mutualTls.intermediates();
  }

  /// What is wrong with a certificate.
  ///
  /// @param chain it, and those that came with it in whatever order
  /// @return a clause; empty when it proves its subject
  Optional<String> mistake(List<X509Certificate> chain, Instant now) {
    X509Certificate own = chain.getFirst();
    if (!isValid(own, now)) {
      return Optional.of("is not valid now; renew it");
    }
    if (!isForClients(own)) {
      return Optional.of(
          "is not for client authentication, as its key usage or extended key usage says; have"
              + " another one issued");
    }
    return isIssuedHere(own, chain, now)
        ? Optional.empty()
        : Optional.of(
            "is not from an authority that this server trusts, or those in between did not come"
                + " with it, are not for clients, or sign with SHA-1 or short keys");
  }

  /// RFC 5280 §4.2.1.3 and §4.2.1.12: where it says what it is for.
  private static boolean isForClients(X509Certificate own) {
    boolean @Nullable [] usage = own.getKeyUsage();
    return (usage == null || usage[0]) && ClientCertificatePath.isForClients(own);
  }

  private boolean isIssuedHere(X509Certificate own, List<X509Certificate> chain, Instant now) {
    String name = chain.stream().map(CertificateThumbprint::of).collect(Collectors.joining());
    if (issued
        .find(name)
        .filter(then -> Duration.between(then, now).abs().compareTo(BELIEVED) < 0)
        .isPresent()) {
      return true;
    }
    boolean leadsHere = leadsHere(own, chain, now);
    if (leadsHere) {
      issued.keep(name, now);
    }
    return leadsHere;
  }

  private boolean leadsHere(X509Certificate own, List<X509Certificate> chain, Instant now) {
    // Java asks nothing of an anchor, not even whether it has expired.
    Set<TrustAnchor> valid =
        anchors.stream()
            .filter(anchor -> isValid(anchor, now))
            .map(anchor -> new TrustAnchor(anchor, null))
            .collect(Collectors.toSet());
    if (valid.isEmpty()) {
      return false;
    }
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(own);
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(valid, target);
      parameters.addCertStore(
          CertStore.getInstance(
              "Collection",
              new CollectionCertStoreParameters(
                  Stream.concat(chain.stream(), intermediates.stream()).toList())));
      parameters.setDate(Date.from(now));
      parameters.setRevocationEnabled(false);
      parameters.addCertPathChecker(new ClientCertificatePath());
      return CertPathBuilder.getInstance("PKIX").build(parameters)
              instanceof PKIXCertPathBuilderResult built
          && isShortEnough(built);
    } catch (CertPathBuilderException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has PKIX
    }
  }

  private static boolean isValid(X509Certificate certificate, Instant now) {
    try {
      certificate.checkValidity(Date.from(now));
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  /// RFC 5280 §4.2.1.9: how many authorities the anchor allows below itself.
  private static boolean isShortEnough(PKIXCertPathBuilderResult built) {
    long between =
        built.getCertPath().getCertificates().stream()
            .skip(1)
            .map(X509Certificate.class::cast)
            .filter(c -> !c.getSubjectX500Principal().equals(c.getIssuerX500Principal()))
            .count();
    return between <= built.getTrustAnchor().getTrustedCert().getBasicConstraints();
  }
}
