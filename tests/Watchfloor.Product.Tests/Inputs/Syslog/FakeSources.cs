using System.Net;
using Watchfloor.Monitoring.Sources;

namespace Watchfloor.Product.Tests.Inputs.Syslog;

/// <summary>One source for everybody; null: nobody is allowed.</summary>
internal sealed class FakeSources : ISourceDirectory
{
    public Source? Only { get; set; } = new Source { Id = "source", Name = "test", Kind = "syslog" };

    public Source? ById(string id) => Only?.Id == id ? Only : null;

    public Source? ForSender(string input, IPAddress sender) => Only;
}
