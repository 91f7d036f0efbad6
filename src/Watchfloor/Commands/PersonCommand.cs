using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Watchfloor.Client;
using Watchfloor.Contracts.Ledger;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor person</c>: erases a person.</summary>
internal static class PersonCommand
{
    private const string Examples = """
        Examples:
          watchfloor person erase 0197a1b2-0000-7000-8000-000000000001
              Deletes what is kept about this user, for good. Backups and exports made before keep it: delete them too.

        Exit codes: 0 erased, 2 refused or nothing is kept, 3 the server cannot be reached.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new("person", "Erase a person.") { Erase(terminal) };

    private static TaughtCommand Erase(Terminal terminal)
    {
        var connection = new ServerConnection();
        var user = new Argument<string>("USER_ID") { Description = "The user's id." };
        var command = new TaughtCommand("erase", "Delete what is kept about a person; what was recorded stays provable.", Examples) { user };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            var address = new Uri($"/api/v1/people/{Uri.EscapeDataString(arguments.GetValue(user)!)}/erase", UriKind.Relative);
            using var answer = await client.PostAsync(address, null, cancellation).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
            var erased = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false), LedgerJson.Default.ErasedPerson)!;
            await terminal.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"erased: {erased.Payloads} ledger payloads and {erased.Rows} other rows about {erased.UserId}")).ConfigureAwait(false);
            return ExitCode.Nothing;
        }));
        return command;
    }
}
