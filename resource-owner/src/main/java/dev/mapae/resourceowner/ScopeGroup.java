package dev.mapae.resourceowner;

import java.util.List;

/// Scopes that belong together on a page.
record ScopeGroup(String title, List<ScopeBox> boxes) {}
