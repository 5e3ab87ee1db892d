using Tensorflow;
using TfNet.Goldens;
using TfNetZoo.Data;

namespace TfNetZoo.Tests.Data;

public class ImageFolderTests
{
    private static readonly string s_tree = GoldenFolder.Path("data", "tree");

    [Fact]
    public void Listing_is_sorted_and_recursive()
    {
        using var temp = new TemporaryFolder();
        foreach (string file in new[] { "b/z.jpg", "b/deep/a.PNG", "a/2.jpeg", "a/10.bmp", "a/notes.txt" })
            temp.Write(file, "");
        var folder = new ImageFolder(temp.Root);
        Assert.Equal(["a", "b"], folder.Classes);
        Assert.Equal(1, folder.ClassToIndex["b"]);
        Assert.Equal([("a/10.bmp", 0), ("a/2.jpeg", 0), ("b/z.jpg", 1), ("b/deep/a.PNG", 1)], folder.Images);
    }

    [Fact]
    public void Bad_images_are_named_and_counted()
    {
        using var temp = new TemporaryFolder();
        byte[] jpeg = File.ReadAllBytes(Path.Combine(s_tree, "ants", "img_1.jpg"));
        temp.Write("a/text.jpg", "not an image");
        temp.Write("b/empty.png", "");
        File.WriteAllBytes(temp["a/cut.jpg"], jpeg[..^20]);
        File.WriteAllBytes(temp["a/good.jpg"], jpeg);
        File.WriteAllBytes(temp["b/good.jpg"], jpeg);
        using var text = new StringWriter { NewLine = "\n" };
        ImageFolderReport report = ImageFolder.Check(temp.Root, text);
        Assert.Equal(["a/good.jpg", "b/good.jpg"], report.Good);
        Assert.Equal(["a/cut.jpg", "a/text.jpg", "b/empty.png"], report.Bad);
        string[] lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("warning: skipped 'a/cut.jpg': ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith($"3 of 5 images in '{temp.Root}' skipped.", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_loses_all_images_is_an_error()
    {
        using var temp = new TemporaryFolder();
        temp.Write("a/1.jpg", "x");
        Assert.Contains("class a", Assert.Throws<ValueError>(() => ImageFolder.Check(temp.Root, TextWriter.Null))
            .Message, StringComparison.Ordinal);
        Directory.CreateDirectory(temp["empty"]);
        Assert.Contains("classes empty", Assert.Throws<ValueError>(() => new ImageFolder(temp.Root)).Message, StringComparison.Ordinal);
        Assert.Contains("any class folder", Assert.Throws<ValueError>(() => new ImageFolder(temp["empty"]))
            .Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Check(temp["nope"]));
    }

    [Fact]
    public void A_clean_folder_gives_no_warning()
    {
        using var text = new StringWriter();
        using var temp = new TemporaryFolder();
        Directory.CreateDirectory(temp["dog-s"]);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(s_tree, "dog-s")))
            File.Copy(file, temp["dog-s/" + Path.GetFileName(file)]);
        Assert.Equal(5, ImageFolder.Check(temp.Root, text).Good.Count);
        Assert.Empty(text.ToString());
    }
}
