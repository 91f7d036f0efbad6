using System.CommandLine;
using Watchfloor.Client;
using Watchfloor.Diagnostics;
using Watchfloor.Serve;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor diagnostics</c>: what somebody needs who is asked for help, in one file.</summary>
internal static class DiagnosticsCommand
{
    private const string Examples = """
        Examples:
          watchfloor diagnostics out.zip
              Versions, settings, health, metrics, the server's last log lines, the store's files, the sources. Passwords, tokens and keys
              are left out; read it before you give it away. With the server stopped it holds what can be seen without it.

        Exit codes: 0 done, 2 wrong arguments, 3 something could not be read or written.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var connection = new ServerConnection();
        var file = new Argument<string>("FILE") { Description = "The file to write (zip)." };
        var command = new TaughtCommand("diagnostics", "Write a file for whoever is asked for help.", Examples) { file };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => WholeFile.WriteAsync(terminal, arguments.GetValue(file)!, "no diagnostics", async to =>
        {
            if (connection.IsRunning(arguments))
            {
                return await connection.RunAsync(terminal, arguments, async client =>
                {
                    using var answer = await client.GetAsync(new Uri("/api/v1/diagnostics", UriKind.Relative), cancellation).ConfigureAwait(false);
                    if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
                    await answer.Content.CopyToAsync(to, cancellation).ConfigureAwait(false);
                    return ExitCode.Nothing;
                }).ConfigureAwait(false);
            }

            var options = Read(connection.DataOf(arguments));
            DiagnosticsBundle.Write(to, await DiagnosticsBundle.OfMachineAsync(options, terminal.Time, cancellation).ConfigureAwait(false), new SecretBlanker(DiagnosticsBundle.SecretsOf(options)));
            return ExitCode.Nothing;
        }));
        return command;
    }

    /// <summary>The settings of the file; where it is wrong, which the doctor says, the defaults.</summary>
    private static ServerOptions Read(string data)
    {
        try
        {
            return SettingsReader.Read(data, null, new Dictionary<string, string>(), []);
        }
        catch (SettingException)
        {
            return new ServerOptions { Data = data };
        }
    }
}
