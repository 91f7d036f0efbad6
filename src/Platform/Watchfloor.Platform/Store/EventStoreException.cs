namespace Watchfloor.Platform.Store;

/// <summary>The event store failed; the message is the database's.</summary>
public sealed class EventStoreException(string message, Exception? inner = null) : Exception(message, inner);
