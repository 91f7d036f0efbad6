using System.CommandLine;
using Watchfloor.Output;
using Watchfloor.Platform;
using Watchfloor.Platform.Secrets.Certificates;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor ca</c>: the authority that senders trust, and certificates for them. Works with the server running or stopped.</summary>
internal static class CaCommand
{
    private const int MostDays = 3_650;

    private const string ShowExamples = """
        Examples:
          watchfloor ca show --data DATA > watchfloor-ca.pem
              The certificate that senders have to trust, for their configuration.

        Exit codes: 0 done, 2 wrong arguments, 3 the authority cannot be used.
        """;

    private const string IssueExamples = """
        Examples:
          watchfloor ca issue web-proxy-1 --data DATA --out certificates
              Writes web-proxy-1.pem, web-proxy-1-key.pem and ca.pem for a sender that shows a certificate.

        Exit codes: 0 done, 2 wrong arguments, 3 the authority cannot be used or the files not be written.
        """;

    /// <summary>The command with its subcommands.</summary>
    public static Command Create(Terminal terminal) => new("ca", "Show the certificate authority, issue certificates for senders.")
    {
        Show(terminal),
        Issue(terminal),
    };

    private static TaughtCommand Show(Terminal terminal)
    {
        var data = StateAccess.Data();
        var command = new TaughtCommand("show", "Print the authority's certificate (PEM).", ShowExamples) { data };
        command.SetAction(arguments => WithAuthority(terminal, arguments.GetValue(data)!, authority =>
        {
            terminal.Output.Write(authority.Pem);
            terminal.Output.Flush();
        }));
        return command;
    }

    private static TaughtCommand Issue(Terminal terminal)
    {
        var data = StateAccess.Data();
        var name = new Argument<string>("NAME") { Description = "What to call the sender: letters, digits, dots, dashes and underscores." };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !CertificateAuthority.IsClientName(token.Value))
                result.AddError($"'{VisibleText.Of(token.Value)}' cannot be a sender's name: 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit.");
        });
        var folder = new Option<string>("--out") { Description = "The folder to write into.", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var days = new Option<int>("--days") { Description = "How many days it holds.", HelpName = "N", DefaultValueFactory = _ => CertificateAuthority.IssuedFor.Days };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostDays) result.AddError($"--days must be 1 to {MostDays}.");
        });
        var command = new TaughtCommand("issue", "Issue a certificate and a key for a sender.", IssueExamples) { name, data, folder, days };
        command.SetAction(arguments => WithAuthority(terminal, arguments.GetValue(data)!, authority =>
        {
            var sender = arguments.GetValue(name)!;
            var issued = authority.IssueClient(sender, TimeSpan.FromDays(arguments.GetValue(days)));
            foreach (var file in issued.Save(arguments.GetValue(folder)!, sender, authority)) terminal.Output.WriteLine(file);
            terminal.Output.Flush();
            terminal.Error.WriteLine($"{sender} may show this certificate until {issued.NotAfter:yyyy-MM-dd}");
        }));
        return command;
    }

    private static int WithAuthority(Terminal terminal, string path, Action<CertificateAuthority> use)
    {
        try
        {
            using var data = DataDirectory.Open(path);
            using var authority = CertificateAuthority.Open(data, terminal.Time);
            use(authority);
            return ExitCode.Nothing;
        }
        catch (Exception e) when (e is DataDirectoryException or UnauthorizedAccessException || (e is IOException io && !Terminal.IsReaderGone(io)))
        {
            terminal.Error.WriteLine(VisibleText.Of(e.Message));
            return ExitCode.Unreadable;
        }
    }
}
