using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Watchfloor.Commands;
using Watchfloor.Output;
using Watchfloor.Platform.Secrets.Certificates;
using Watchfloor.Serve;

namespace Watchfloor.Client;

/// <summary>
/// Where commands find a running server, and as whom they come: named by options or the environment, else the server over a data directory
/// on this machine, which leaves its address and a credential for the directory's owner.
/// </summary>
internal sealed class ServerConnection
{
    private readonly Option<string?> _server = new("--server") { Description = "The server's address. Default: WATCHFLOOR_SERVER, else the server on this machine.", HelpName = "URL" };
    private readonly Option<string?> _token = new("--token") { Description = "The token to show. Default: WATCHFLOOR_TOKEN, else that of the machine's owner.", HelpName = "TOKEN" };
    private readonly Option<string?> _authority = new("--ca") { Description = "The authority of the server's certificate (PEM), or that certificate. Default: WATCHFLOOR_CA, else those that this machine trusts and the data directory's own.", HelpName = "FILE" };
    private readonly Option<string> _data = StateAccess.Data();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_token);
        command.Options.Add(_authority);
        command.Options.Add(_data);
    }

    /// <summary>The data directory that was named.</summary>
    public string DataOf(ParseResult arguments) => arguments.GetValue(_data)!;

    /// <summary>The token that was named, by option or environment; null for none.</summary>
    public string? TokenOf(ParseResult arguments) => arguments.GetValue(_token) ?? Environment.GetEnvironmentVariable("WATCHFLOOR_TOKEN");

    /// <summary>Which certificates a server may show.</summary>
    /// <exception cref="CertificateException">The file that was named cannot be used.</exception>
    public ServerTrust TrustOf(ParseResult arguments) =>
        ServerTrust.From(arguments.GetValue(_authority) ?? Environment.GetEnvironmentVariable("WATCHFLOOR_CA") ?? OwnAuthority(DataOf(arguments)));

    /// <summary>True when a server was named, or one runs over the data directory.</summary>
    public bool IsRunning(ParseResult arguments) =>
        arguments.GetValue(_server) is not null || Environment.GetEnvironmentVariable("WATCHFLOOR_SERVER") is not null || IsAlive(DataOf(arguments));

    /// <summary>Runs work against the server, and says what was wrong.</summary>
    /// <param name="terminal">Where to say it.</param>
    /// <param name="arguments">The parsed command line.</param>
    /// <param name="work">What to do; answers the exit code.</param>
    public async Task<int> RunAsync(Terminal terminal, ParseResult arguments, Func<HttpClient, Task<int>> work)
    {
        try
        {
            using var client = Open(arguments);
            return await work(client).ConfigureAwait(false);
        }
        catch (ConnectionException e)
        {
            await terminal.Error.WriteLineAsync(VisibleText.Of(e.Message)).ConfigureAwait(false);
            return ExitCode.Unreadable;
        }
        catch (CertificateException e)
        {
            await terminal.Error.WriteLineAsync(VisibleText.Of(e.Message)).ConfigureAwait(false);
            return ExitCode.WrongArguments;
        }
        catch (HttpRequestException e)
        {
            var reason = e.InnerException switch
            {
                SocketException => "nobody answers; start it with: watchfloor serve",
                AuthenticationException => "its certificate is not trusted, or not for this name; give its authority with --ca FILE (watchfloor ca show prints it)",
                _ => e.Message,
            };
            await terminal.Error.WriteLineAsync(VisibleText.Of($"the server cannot be reached: {reason}")).ConfigureAwait(false);
            return ExitCode.Unreadable;
        }
    }

    /// <summary>Says why the server refused, from its problem details.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RefusedAsync(Terminal terminal, HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        var message = $"the server answers {(int)answer.StatusCode}";
        try
        {
            using var problem = JsonDocument.Parse(text);
            if (problem.RootElement.TryGetProperty("detail", out var detail)) message = detail.GetString() ?? message;
        }
        catch (JsonException)
        {
            // Whatever stands between us and the server answered in its own words.
        }

        await terminal.Error.WriteLineAsync(VisibleText.Of(message)).ConfigureAwait(false);
        return (int)answer.StatusCode is >= 400 and < 500 ? ExitCode.WrongArguments : ExitCode.Unreadable;
    }

    /// <summary>A client of a server.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="token">The token to show; null: none.</param>
    /// <param name="trust">Which certificates it may show.</param>
    public static HttpClient ClientOf(Uri address, string? token, ServerTrust trust)
    {
#pragma warning disable RS0030, CA2000 // The user names the server; the guarded client is for calls that the server makes. The client owns the handler.
        var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, chain, errors) => trust.Holds(certificate, chain, errors) } };
        var client = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030, CA2000
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private HttpClient Open(ParseResult arguments)
    {
        var data = DataOf(arguments);
        var authority = arguments.GetValue(_authority) ?? Environment.GetEnvironmentVariable("WATCHFLOOR_CA");
        var server = arguments.GetValue(_server) ?? Environment.GetEnvironmentVariable("WATCHFLOOR_SERVER");
        var token = TokenOf(arguments);
        if (server is null)
        {
            var running = Running(data);
            (server, token, authority) = (running.Address, token ?? running.Token, authority ?? running.Trust);
        }

        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new ConnectionException($"'{server}' is not the address of a server, such as http://127.0.0.1:8080");
        if (address.Scheme == Uri.UriSchemeHttp) return ClientOf(address, token, ServerTrust.From(null));
        return ClientOf(address, token, ServerTrust.From(authority ?? OwnAuthority(data)));
    }

    /// <summary>The authority of a data directory on this machine; null when there is none that we may read.</summary>
    private static string? OwnAuthority(string data) => Path.Combine(data, "keys", "ca.pem") is var file && File.Exists(file) ? file : null;

    /// <summary>A server that was killed leaves its file; its process is gone.</summary>
    private static bool IsAlive(string data)
    {
        try
        {
            return File.Exists(Path.Combine(data, "run", "server.json")) && Directory.Exists($"/proc/{Running(data).ProcessId}");
        }
        catch (ConnectionException)
        {
            return false;
        }
    }

    private static ServerRun Running(string data)
    {
        var file = Path.Combine(data, "run", "server.json");
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), RunJson.Default.ServerRun)!;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConnectionException($"no server runs over {data}; start it with: watchfloor serve --data {data}, or name one with --server and --token");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConnectionException($"{file} cannot be read: {e.Message}");
        }
    }

    private sealed class ConnectionException(string message) : Exception(message);
}
