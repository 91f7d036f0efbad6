using System.CommandLine;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
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

    private const string UnlockExamples = """
        Examples:
          watchfloor admin unlock --user alice
              Alice may sign in again at once after too many wrong passwords.

        Exit codes: 0 done, 2 refused, 3 the state cannot be used.
        """;

    private const string ResetExamples = """
        Examples:
          printf '%s' "$PASSWORD" | watchfloor admin reset-password --user alice --password-stdin
              Another password; sessions that are open end.
          printf '%s' "$PASSWORD" | watchfloor admin reset-password --user alice --password-stdin --forget-totp
              The same for somebody who has lost the authenticator and the recovery codes too.

        Exit codes: 0 done, 2 refused, 3 the state cannot be used.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new("admin", "Set up people from the command line.") { CreateUser(terminal), Unlock(terminal), ResetPassword(terminal) };

    private static TaughtCommand CreateUser(Terminal terminal)
    {
        var (user, stdin) = (User("The administrator's name."), PasswordStdin());
        var command = new TaughtCommand("create", "Make an administrator.", CreateExamples) { user, stdin };
        return On(terminal, command, async (users, arguments, cancellation) =>
        {
            var password = await PasswordAsync(terminal, cancellation).ConfigureAwait(false);
            var created = await users.CreateAsync(arguments.GetValue(user)!, password, [Roles.Administrator], Actor.System, cancellation).ConfigureAwait(false);
            return created.Error;
        });
    }

    private static TaughtCommand Unlock(Terminal terminal)
    {
        var user = User("The user's name.");
        var command = new TaughtCommand("unlock", "Let a user try again who had too many wrong passwords.", UnlockExamples) { user };
        return On(terminal, command, async (users, arguments, cancellation) =>
            (await users.UnlockAsync(arguments.GetValue(user)!, Actor.System, cancellation).ConfigureAwait(false)).Error);
    }

    private static TaughtCommand ResetPassword(Terminal terminal)
    {
        var (user, stdin) = (User("The user's name."), PasswordStdin());
        var forget = new Option<bool>("--forget-totp") { Description = "Do away with the authenticator and the recovery codes as well." };
        var command = new TaughtCommand("reset-password", "Give a user another password and end his sessions.", ResetExamples) { user, stdin, forget };
        return On(terminal, command, async (users, arguments, cancellation) =>
        {
            var password = await PasswordAsync(terminal, cancellation).ConfigureAwait(false);
            var done = await users.ResetPasswordAsync(arguments.GetValue(user)!, password, arguments.GetValue(forget), Actor.System, cancellation).ConfigureAwait(false);
            return done.Error;
        });
    }

    private static TaughtCommand On(Terminal terminal, TaughtCommand command, Func<UserStore, ParseResult, CancellationToken, Task<Error?>> work)
    {
        var (data, state) = (StateAccess.Data(), StateAccess.State());
        command.Options.Add(data);
        command.Options.Add(state);
        command.SetAction((arguments, cancellation) => StateAccess.RunAsync(
            terminal,
            arguments.GetValue(data)!,
            arguments.GetValue(state),
            async (database, ledger) => await work(new UserStore(database, ledger, terminal.Time), arguments, cancellation).ConfigureAwait(false) is { } error ? error : "",
            cancellation));
        return command;
    }

    private static Option<string> User(string description) => new("--user") { Description = description, HelpName = "NAME", Required = true };

    /// <summary>A password never stands among the arguments: others on the machine can read those.</summary>
    private static Option<bool> PasswordStdin() => new("--password-stdin") { Description = "Read the password from standard input.", Required = true };

    private static async Task<string> PasswordAsync(Terminal terminal, CancellationToken cancellation) =>
        (await terminal.Input.ReadToEndAsync(cancellation).ConfigureAwait(false)).TrimEnd('\r', '\n');
}
