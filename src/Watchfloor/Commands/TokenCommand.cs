using System.CommandLine;
using System.Globalization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Identity;
using Watchfloor.Platform.Identity.Tokens;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor token</c>: makes, lists and revokes tokens, with the server running or stopped.</summary>
internal static class TokenCommand
{
    private const string CreateExamples = """
        Examples:
          watchfloor token create shipper --scope ingest --expires 90d
              Prints the token alone. It is not kept and cannot be shown again.

        Exit codes: 0 done, 2 refused, 3 the state cannot be used.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new("token", "Make, list and revoke tokens for programs.") { CreateToken(terminal), List(terminal), Revoke(terminal) };

    private static TaughtCommand CreateToken(Terminal terminal)
    {
        var (data, state) = (StateAccess.Data(), StateAccess.State());
        var name = new Argument<string>("NAME") { Description = "What to call it." };
        var scope = new Option<string[]>("--scope")
        {
            Description = "What it may do; may be given several times: " + string.Join(", ", Scopes.All.Keys) + ".",
            HelpName = "SCOPE",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        scope.CompletionSources.Add([.. Scopes.All.Keys]);
        var expires = new Option<TimeSpan?>("--expires") { Description = "When it ends: a number and m, h or d, such as 90d. Default: never.", HelpName = "SPAN", CustomParser = ParseSpan };
        var source = new Option<string?>("--source") { Description = "The source whose events it brings.", HelpName = "ID" };
        var command = new TaughtCommand("create", "Make a token and print it.", CreateExamples) { name, scope, expires, source, data, state };
        command.SetAction((arguments, cancellation) => StateAccess.RunAsync(
            terminal,
            arguments.GetValue(data)!,
            arguments.GetValue(state),
            async (database, ledger) =>
            {
                var request = new CreateToken
                {
                    Name = arguments.GetValue(name)!,
                    Scopes = arguments.GetValue(scope)!,
                    SourceId = arguments.GetValue(source),
                    Expires = arguments.GetValue(expires) is { } span ? terminal.Time.GetUtcNow() + span : null,
                };
                var made = await new TokenStore(database, ledger, terminal.Time).HandleAsync(request, Actor.System, cancellation).ConfigureAwait(false);
                return made.TryGet(out var token, out var error) ? token.Token : error;
            },
            cancellation));
        return command;
    }

    private static Command List(Terminal terminal)
    {
        var (data, state) = (StateAccess.Data(), StateAccess.State());
        var command = new Command("list", "List the tokens, newest first: id, scopes, state, last use, name.") { data, state };
        command.SetAction((arguments, cancellation) => StateAccess.RunAsync(
            terminal,
            arguments.GetValue(data)!,
            arguments.GetValue(state),
            async (database, ledger) =>
            {
                var page = await new TokenStore(database, ledger, terminal.Time).HandleAsync(new ListTokens { Limit = 1_000 }, Actor.System, cancellation).ConfigureAwait(false);
                var tokens = page.Value.Items;
                return tokens.Count == 0 ? "There are no tokens. Make one with: watchfloor token create NAME --scope ingest" : string.Join('\n', tokens.Select(t => Line(t, terminal.Time.GetUtcNow())));
            },
            cancellation));
        return command;
    }

    private static Command Revoke(Terminal terminal)
    {
        var (data, state) = (StateAccess.Data(), StateAccess.State());
        var id = new Argument<string>("ID") { Description = "The token's id." };
        var command = new Command("revoke", "End a token at once.") { id, data, state };
        command.SetAction((arguments, cancellation) => StateAccess.RunAsync(
            terminal,
            arguments.GetValue(data)!,
            arguments.GetValue(state),
            async (database, ledger) =>
            {
                var done = await new TokenStore(database, ledger, terminal.Time).HandleAsync(new RevokeToken(arguments.GetValue(id)!), Actor.System, cancellation).ConfigureAwait(false);
                return done.TryGet(out _, out var error) ? "" : error;
            },
            cancellation));
        return command;
    }

    private static string Line(TokenInfo token, DateTimeOffset now)
    {
        var standing = token.Revoked is not null ? "revoked" : token.Expires <= now ? "ended" : token.Expires is { } end ? $"until {end:yyyy-MM-dd}" : "for ever";
        var used = token.LastUsed is { } last ? last.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "never used";
        return $"{token.Id}  {string.Join(',', token.Scopes)}  {standing}  {used}  {Output.VisibleText.Of(token.Name)}";
    }

    private static TimeSpan? ParseSpan(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 100_000)
        {
            switch (text[^1])
            {
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'd': return TimeSpan.FromDays(number);
            }
        }

        result.AddError($"'{text}' is not a number and m, h or d, such as 90d.");
        return null;
    }
}
