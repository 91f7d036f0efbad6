using System.CommandLine;
using System.Globalization;
using Watchfloor.Output;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor rules check</c>: which rules load, which do not, and why.</summary>
internal static class RulesCheckCommand
{
    private const string Examples = """
        Examples:
          watchfloor rules check sigma/rules
              Every rule that is refused, as file:line:column: what is wrong (how to mend it).
          watchfloor rules check sigma/rules-placeholder --placeholders ours.yml
              The same, with our own administrators, servers and workstations.

        Exit codes: 0 all rules load, 1 a rule was refused, 2 wrong arguments.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var paths = RulesCommand.Paths();
        var placeholders = Options.Placeholders();
        var command = new TaughtCommand("check", "Say which rules load, which do not, and why.", Examples) { paths, placeholders };
        command.SetAction(arguments =>
        {
            var rules = RuleLoading.Load(terminal, arguments.GetValue(paths)!, arguments.GetValue(placeholders));
            if (rules is null) return ExitCode.WrongArguments;
            foreach (var fault in rules.Faults) terminal.Output.WriteLine(VisibleText.Of(fault.ToString()));
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{rules.Loaded + rules.Refused:N0} rules, {rules.Loaded:N0} loaded, {rules.Refused:N0} refused"));
            terminal.Output.Flush();
            return rules.Refused > 0 ? ExitCode.Found : ExitCode.Nothing;
        });
        return command;
    }
}
