using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Parsing;

/// <summary>Stops the parsing of one rule at its first fault of a kind that leaves nothing to go on with; never leaves this namespace.</summary>
internal sealed class RuleFaultException(ContentNode at, string message, string? remedy = null, int columnOffset = 0) : Exception(message)
{
    public ContentFault ToFault(string file) => new(file, at.Line, at.Column + columnOffset, Message, remedy);
}
