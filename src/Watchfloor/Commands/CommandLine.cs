using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Watchfloor.Output;
using Watchfloor.Scan;

namespace Watchfloor.Commands;

/// <summary>The program's commands, from arguments to exit code.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Start here:
          watchfloor scan ~/evidence --rules ~/sigma/rules    find attacks in a folder of logs
          watchfloor rules check ~/sigma/rules                see which rules load
          watchfloor scan --help                              every option, with examples
        """;

    /// <summary>Runs the command that the arguments name.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="scan">What <c>scan</c> does.</param>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal, ScanFunction scan)
    {
        var root = Create(terminal, scan);
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            // Interrupt sees to signals: a report is written to its end, however long that takes.
            ProcessTerminationTimeout = null,
            EnableDefaultExceptionHandler = false,
        };
        var parsed = root.Parse(arguments);
        try
        {
            var code = parsed.Invoke(configuration);
            terminal.Output.Flush();
            return parsed.Action is ParseErrorAction ? ExitCode.WrongArguments : code;
        }
        catch (IOException e) when (Terminal.IsReaderGone(e))
        {
            return parsed.Action is ParseErrorAction ? ExitCode.WrongArguments : ExitCode.Nothing;
        }
        catch (IOException e)
        {
            terminal.Error.WriteLine("the output cannot be written: " + VisibleText.Of(e.Message));
            return ExitCode.WrongArguments;
        }
    }

    private static RootCommand Create(Terminal terminal, ScanFunction scan)
    {
        var root = new RootCommand("Watchfloor, an open security operations centre.")
        {
            ScanCommand.Create(terminal, scan),
            ServeCommand.Create(terminal),
            AlertsCommand.Create(terminal),
            QueryCommand.Create(terminal),
            SimulateCommand.Create(terminal),
            AdminCommand.Create(terminal),
            TokenCommand.Create(terminal),
            BackupCommand.Create(terminal),
            BackupCommand.CreateRestore(terminal),
            DrillCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            DiagnosticsCommand.Create(terminal),
            HoldCommand.Create(terminal),
            LedgerCommand.Create(terminal),
            PersonCommand.Create(terminal),
            SourceCommand.Create(terminal),
            RulesCommand.Create(terminal),
            CaCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((HelpAction)help.Action!, Examples);
        return root;
    }
}
