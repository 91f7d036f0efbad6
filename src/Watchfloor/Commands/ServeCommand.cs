using System.Collections;
using System.CommandLine;
using Watchfloor.Output;
using Watchfloor.Platform;
using Watchfloor.Platform.State;
using Watchfloor.Serve;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor serve</c>: runs the server until it is told to end.</summary>
internal static class ServeCommand
{
    private const string Examples = """
        Examples:
          watchfloor serve --data /var/lib/watchfloor --rules ~/sigma/rules
              Everything in one folder; the console and the API on 127.0.0.1:8080.
          watchfloor serve --data DIR --listen-tls 0.0.0.0:8443 --syslog-udp 0.0.0.0:514 --syslog-tls 0.0.0.0:6514
              The same, open to the network over TLS, with syslog.

        Settings may also stand in watchfloor.yaml in the data directory, or in the environment (WATCHFLOOR__SYSLOG__UDP).
        Exit codes: 0 ended when told to, 2 wrong arguments, 3 could not start, or a part failed.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new TaughtCommand("serve", "Run the server.", Examples);
        var config = new Option<string?>("--config") { Description = "The configuration file. Default: watchfloor.yaml in the data directory.", HelpName = "FILE" };
        command.Options.Add(config);
        var options = Settings.All.Select(s => (Setting: s, Option: new Option<string[]>(s.Option)
        {
            Description = s.Help,
            HelpName = s.Value,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = s.IsList,
        })).ToList();
        foreach (var (_, option) in options) command.Options.Add(option);
        command.SetAction(async (arguments, cancellation) =>
        {
            try
            {
                var given = options.Select(o => (o.Setting, Values: arguments.GetValue(o.Option) ?? [])).Where(o => o.Values.Length > 0);
                var settings = SettingsReader.Read(
                    DefaultData.Path, arguments.GetValue(config), Variables(), [.. given.Select(g => (g.Setting, (IReadOnlyList<string>)g.Values))]);
                return await RunAsync(settings, terminal, cancellation).ConfigureAwait(false);
            }
            catch (SettingException e)
            {
                foreach (var line in e.Message.Split('\n')) await terminal.Error.WriteLineAsync(VisibleText.Of(line)).ConfigureAwait(false);
                return ExitCode.WrongArguments;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ServerOptions options, Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            await using var server = await Server.StartAsync(options, TimeProvider.System, cancellation).ConfigureAwait(false);
            await server.GreetAsync(terminal.Output, cancellation).ConfigureAwait(false);
            await terminal.Output.FlushAsync(cancellation).ConfigureAwait(false);
            if (await server.WaitAsync(cancellation).ConfigureAwait(false) is not { } failure) return ExitCode.Nothing;
            await terminal.Error.WriteLineAsync("the server has ended because a part of it failed: " + failure.Message).ConfigureAwait(false);
            return ExitCode.Unreadable;
        }
        catch (Exception e) when (e is DataDirectoryException or StateException or IOException)
        {
            await terminal.Error.WriteLineAsync("the server cannot start: " + e.Message).ConfigureAwait(false);
            return ExitCode.Unreadable;
        }
    }

    private static Dictionary<string, string> Variables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!, StringComparer.Ordinal);
}
