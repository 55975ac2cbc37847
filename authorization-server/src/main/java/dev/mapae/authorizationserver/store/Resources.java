package dev.mapae.authorizationserver.store;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Keeps resources; there are few, and all are read at once.
public interface Resources {
  /// Every resource, disabled ones too, in the order in which they were declared.
  List<Resource> all();

  /// The fingerprints of all declared resources, by resource indicator; empty where one was
  /// disabled.
  Map<String, String> fingerprints();

  /// Inserts or replaces a declared resource.
  ///
  /// @throws DeclarationRefusedException when there is one that was not declared
  void declare(Resource resource, String fingerprint);

  /// Disables every declared resource but these.
  void disableDeclaredExcept(Set<String> uris);
}
