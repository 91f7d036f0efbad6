using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Watchfloor.Commands;

/// <summary>Adds to a command's help the lines a user would type.</summary>
internal sealed class ExampleHelp(HelpAction help, IReadOnlyDictionary<Command, string> examples) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        if (!examples.TryGetValue(parseResult.CommandResult.Command, out var text)) return ExitCode.Nothing;
        var output = parseResult.InvocationConfiguration.Output;
        foreach (var line in text.Split('\n')) output.WriteLine(line.TrimEnd());
        return ExitCode.Nothing;
    }
}
