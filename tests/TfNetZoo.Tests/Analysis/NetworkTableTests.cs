using Tensorflow;
using TfNetZoo.Analysis;
using TfNetZoo.Networks;
using TfNetZoo.Tests.Networks;

namespace TfNetZoo.Tests.Analysis;

/// <summary>docs/networks.md says what the registry says.</summary>
[Collection(NetworkCases.Collection)]
public class NetworkTableTests
{
    [Fact]
    public void The_document_is_up_to_date()
    {
        string document = File.ReadAllText(RepositoryFile("docs", "networks.md")).ReplaceLineEndings("\n");
        // Otherwise: dotnet run --project src/TfNetZoo.Cli -- networks --update docs/networks.md
        Assert.Equal(NetworkTable.Update(document), document);
        Assert.All(ModelRegistry.All, n => Assert.Contains($"| {n.Name} |", document, StringComparison.Ordinal));
    }

    [Fact]
    public void Cells_filled_in_by_hand_and_the_text_around_stay()
    {
        string[] lines = NetworkTable.Update("Before\n\n| Network |\n|---|\n\nAfter").Split('\n');
        int row = Array.FindIndex(lines, l => l.StartsWith("| vgg16 |", StringComparison.Ordinal));
        Assert.Equal(
            "| vgg16 | 224x224x3 | 138,357,544 | 15,470.26 | – | – | – | C1 C8 | Simonyan and Zisserman 2014 | – |", lines[row]);
        lines[row] = "| vgg16 | 1 | 2 | 3 | 4 | 5 | examples/VGG | 7 | 8 | learned |";
        string[] again = NetworkTable.Update(string.Join('\n', lines)).Split('\n');
        Assert.Equal(
            "| vgg16 | 224x224x3 | 138,357,544 | 15,470.26 | 4 | 5 | examples/VGG | C1 C8 | Simonyan and Zisserman 2014 | learned |", again[row]);
        Assert.Equal(["Before", "After"], [again[0], again[^1]]);
        Assert.Equal(lines.Length, again.Length);
    }

    [Fact]
    public void A_document_without_the_table_is_refused() =>
        Assert.Equal("NetworkTable: argument document: expected a table whose first column is 'Network'; found none",
            Assert.Throws<ValueError>(() => NetworkTable.Update("| Name |\n|---|")).Message);

    private static string RepositoryFile(params string[] parts)
    {
        DirectoryInfo? d = new(AppContext.BaseDirectory);
        while (d is not null && !File.Exists(Path.Combine(d.FullName, "TfNetZoo.sln")))
            d = d.Parent;
        return Path.Combine([d!.FullName, .. parts]);
    }
}
