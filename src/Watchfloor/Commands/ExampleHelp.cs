using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Watchfloor.Commands;

/// <summary>A command whose help ends with the lines a user would type.</summary>
internal sealed class TaughtCommand(string name, string description, string examples) : Command(name, description)
{
    /// <summary>The lines.</summary>
    public string Examples { get; } = examples;
}

/// <summary>Writes a command's help, and then its examples.</summary>
internal sealed class ExampleHelp(HelpAction help, string rootExamples) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            TaughtCommand command => command.Examples,
            RootCommand => rootExamples,
            _ => "",
        };
        parseResult.InvocationConfiguration.Output.WriteLine(examples.ReplaceLineEndings("\n"));
        return ExitCode.Nothing;
    }
}
