package dev.mapae.authorizationserver.audit;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Activities;
import dev.mapae.authorizationserver.store.Activity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Somebody tried to sign in as somebody else, or mistyped: people are shown that as well.
///
/// It is written a moment later and apart from the request. Otherwise whoever tries could tell from
/// the time that it takes whether there is such a person.
public final class RefusedSignIns {
  private static final int MOST = 10_000;
  private static final int AT_ONCE = 100;

  private final Journal journal;
  private final Activities activities;
  private final Map<String, Activity> waiting = new LinkedHashMap<>();

  public RefusedSignIns(Journal journal, Activities activities) {
    this.journal = journal;
    this.activities = activities;
  }

  /// Notes one; of more than can be kept, none.
  ///
  /// @param subject of the person that was named
  public void note(Request request, String subject) {
    note(Activity.Kind.SIGN_IN_REFUSED, request, subject);
  }

  /// The same where the password was right, and what had to be shown then was not.
  public void noteSecond(Request request, String subject) {
    note(Activity.Kind.SECOND_FACTOR_REFUSED, request, subject);
  }

  private synchronized void note(Activity.Kind kind, Request request, String subject) {
    Activity activity = journal.ofTheHour(kind, request, subject);
    String key = subject + " " + activity.id();
    if (waiting.size() < MOST || waiting.containsKey(key)) {
      waiting.merge(key, activity, (before, now) -> now.after(before));
    }
  }

  /// Keeps those that wait.
  public void write() {
    for (List<Activity> some = take(); !some.isEmpty(); some = take()) {
      activities.add(some);
    }
  }

  private synchronized List<Activity> take() {
    List<Activity> some = new ArrayList<>(waiting.values().stream().limit(AT_ONCE).toList());
    some.forEach(activity -> waiting.remove(activity.subject() + " " + activity.id()));
    // Nodes that write the same rows take them in the same order, and none waits in a circle.
    some.sort(Comparator.comparing(Activity::subject).thenComparing(Activity::id));
    return some;
  }
}
