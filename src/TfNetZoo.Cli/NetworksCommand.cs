using System.CommandLine;
using System.Globalization;
using TfNet.Formats;
using TfNetZoo.Analysis;
using TfNetZoo.Networks;

namespace TfNetZoo.Cli;

/// <summary>networks: the registry as a table.</summary>
internal static class NetworksCommand
{
    internal static Command Create()
    {
        Option<bool> markdown = new("--markdown") { Description = "as a Markdown table with multiply-accumulates and the notes' rows" };
        Option<string?> update = new("--update") { Description = "a Markdown file whose table is made anew; what was filled in by hand stays" };
        var command = new Command("networks", "List the networks: name, input size, parameters, paper.") { markdown, update };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(update) is { } file)
                AtomicFile.WriteAllText(file, NetworkTable.Update(File.ReadAllText(file)));
            else if (parsed.GetValue(markdown))
                Console.Write(NetworkTable.Render());
            else
                foreach (NetworkInfo n in ModelRegistry.All)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n.Name,-28} {n.Size,4} {n.Parameters,14:N0}  {n.Paper}"));
        });
        return command;
    }
}
