namespace Watchfloor.Platform.State;

/// <summary>The state database cannot be used; the message says why and what to do.</summary>
public sealed class StateException(string message, Exception? inner = null) : Exception(message, inner);
