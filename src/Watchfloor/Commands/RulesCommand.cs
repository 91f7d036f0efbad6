using System.CommandLine;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor rules</c>: looks at rules without scanning.</summary>
internal static class RulesCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create(Terminal terminal) => new("rules", "Check, list and explain Sigma rules.")
    {
        RulesCheckCommand.Create(terminal),
        RulesListCommand.Create(terminal),
        RulesExplainCommand.Create(terminal),
    };

    /// <summary>The argument that all of them take.</summary>
    public static Argument<string[]> Paths() => new("PATH")
    {
        Description = "Rule files, folders and archives.",
        Arity = ArgumentArity.OneOrMore,
    };
}
