using System.CommandLine;
using System.Globalization;
using TfNetZoo.Networks;

namespace TfNetZoo.Cli;

/// <summary>networks: the registry as a table.</summary>
internal static class NetworksCommand
{
    internal static Command Create()
    {
        var command = new Command("networks", "List the networks: name, input size, parameters, paper.");
        command.SetAction(_ =>
        {
            foreach (NetworkInfo n in ModelRegistry.All)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n.Name,-28} {n.Size,4} {n.Parameters,14:N0}  {n.Paper}"));
        });
        return command;
    }
}
