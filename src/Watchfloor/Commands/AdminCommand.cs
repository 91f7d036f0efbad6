using System.CommandLine;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Identity.Users;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor admin</c>: what the owner of the machine may do without signing in.</summary>
internal static class AdminCommand
{
    private const string CreateExamples = """
        Examples:
          printf '%s' "$PASSWORD" | watchfloor admin create --user alice --password-stdin
              An administrator, with the server running or stopped.

        Exit codes: 0 done, 2 refused, 3 the state cannot be used.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new("admin", "Set up people from the command line.") { CreateUser(terminal) };

    private static TaughtCommand CreateUser(Terminal terminal)
    {
        var (data, state) = (StateAccess.Data(), StateAccess.State());
        var user = new Option<string>("--user") { Description = "The administrator's name.", HelpName = "NAME", Required = true };
        var stdin = new Option<bool>("--password-stdin") { Description = "Read the password from standard input.", Required = true };
        var command = new TaughtCommand("create", "Make an administrator.", CreateExamples) { user, stdin, data, state };
        command.SetAction((arguments, cancellation) => StateAccess.RunAsync(
            terminal,
            arguments.GetValue(data)!,
            arguments.GetValue(state),
            async (database, ledger) =>
            {
                var password = (await terminal.Input.ReadToEndAsync(cancellation).ConfigureAwait(false)).TrimEnd('\r', '\n');
                var created = await new UserStore(database, ledger, terminal.Time)
                    .CreateAsync(arguments.GetValue(user)!, password, [Roles.Administrator], Actor.System, cancellation).ConfigureAwait(false);
                return created.TryGet(out _, out var error) ? "" : error;
            },
            cancellation));
        return command;
    }
}
