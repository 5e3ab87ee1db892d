using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using TfNet.Formats.Images;
using TfNetZoo.Data;

namespace TfNetZoo.Tests.Data;

public sealed class DataSetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tfnetzoo-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Shipped()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d != null; d = d.Parent)
        {
            string candidate = Path.Combine(d.FullName, "data_set", "fashion_mnist_small.zip");
            if (File.Exists(candidate))
                return candidate;
        }
        throw new FileNotFoundException("data_set/fashion_mnist_small.zip");
    }

    [Fact]
    public void TheShippedArchiveHoldsTenClassesAndIsTheOneOfTheReadme()
    {
        string shipped = Shipped();
        string readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(shipped)!, "README.md"));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(shipped))), readme, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(shipped).Length, 1, 6_000_000);
        File.Copy(shipped, Path.Combine(_folder, "fashion_mnist_small.zip"));

        // Several at once, as test processes may: each gets the whole folder.
        string[] folders = [.. Enumerable.Range(0, 3).AsParallel().WithDegreeOfParallelism(3).Select(
            _ => FashionMnistSmall.EnsureExtracted(_folder))];
        Assert.All(folders, f => Assert.Equal(Path.Combine(_folder, "fashion_mnist_small"), f));
        foreach ((string part, int count) in new[] { ("train", 400), ("val", 60) })
        {
            string[] classes = [.. Directory.GetDirectories(Path.Combine(folders[0], part)).Select(d => Path.GetFileName(d)!).Order(
                StringComparer.Ordinal)];
            Assert.Equal(FashionMnistSmall.ClassNames.Order(StringComparer.Ordinal), classes);
            Assert.All(classes, c => Assert.Equal(count, Directory.GetFiles(Path.Combine(folders[0], part, c), "*.png").Length));
        }
        RgbImage image = ImageFile.Load(Directory.GetFiles(Path.Combine(folders[0], "val", "bag"))[0]);
        Assert.Equal((28, 28, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder).Length);
        File.Delete(Path.Combine(_folder, "fashion_mnist_small.zip"));
        Assert.Equal(folders[0], FashionMnistSmall.EnsureExtracted(_folder));
    }

    [Fact]
    public void AMissingArchiveIsSaidWithThePlaces()
    {
        Assert.Contains(_folder, Assert.Throws<FileNotFoundException>(() => FashionMnistSmall.EnsureExtracted(_folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheMakerTakesTheFirstImagesOfEachClass()
    {
        byte[] images = new byte[30 * 6];
        for (int i = 0; i < images.Length; i++)
            images[i] = (byte)(i * 11);
        byte[] labels = [.. Enumerable.Range(0, 30).Select(i => (byte)(9 - i % 10))];
        foreach (string prefix in new[] { "train", "t10k" })
        {
            File.WriteAllBytes(Path.Combine(_folder, prefix + "-images-idx3-ubyte"), Idx(images, 30, 2, 3));
            File.WriteAllBytes(Path.Combine(_folder, prefix + "-labels-idx1-ubyte"), Idx(labels, 30));
        }
        string archive = Path.Combine(_folder, "fashion_mnist_small.zip");
        FashionMnistMaker.Make(_folder, archive, "licence", trainPerClass: 2, validationPerClass: 1);
        string made = FashionMnistSmall.EnsureExtracted(_folder);
        Assert.Equal(20, Directory.GetFiles(Path.Combine(made, "train"), "*.png", SearchOption.AllDirectories).Length);
        Assert.Equal(10, Directory.GetFiles(Path.Combine(made, "val"), "*.png", SearchOption.AllDirectories).Length);
        // Label 0 is at 9, 19, 29.
        RgbImage second = ImageFile.Load(Path.Combine(made, "train", "t_shirt_top", "00019.png"), ColorMode.Grayscale);
        Assert.Equal((3, 2), (second.Width, second.Height));
        Assert.Equal(images.AsSpan(19 * 6, 6).ToArray(), second.Pixels);
        Assert.Contains("expected 4 images of",
            Assert.ThrowsAny<IOException>(() => FashionMnistMaker.Make(_folder, archive, "licence", 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FlowerPhotosTakesAFolderOrAnArchiveThatIsThere()
    {
        string photos = Path.Combine(_folder, "mine", "flower_photos");
        foreach (string name in FlowerPhotos.ClassNames)
        {
            Directory.CreateDirectory(Path.Combine(photos, name));
            for (int i = 0; i < 5; i++)
                File.WriteAllBytes(Path.Combine(photos, name, $"{i}.jpg"), ImageFile.EncodeJpeg(new RgbImage(4, 4, 3, new byte[48])));
        }
        File.WriteAllText(Path.Combine(photos, "LICENSE.txt"), "by");
        Assert.Equal(photos, FlowerPhotos.Ensure(Path.Combine(_folder, "data"), photos));
        Assert.Equal(photos, FlowerPhotos.Ensure(Path.Combine(_folder, "data"), Path.Combine(_folder, "mine")));
        string archive = Path.Combine(_folder, "flowers.zip");
        ZipFile.CreateFromDirectory(photos, archive, CompressionLevel.Fastest, includeBaseDirectory: true);
        var output = new StringWriter();
        string got = FlowerPhotos.Ensure(Path.Combine(_folder, "data"), archive, output);
        Assert.Equal(Path.Combine(_folder, "data", "flower_photos"), got);
        Assert.Equal(25, Directory.GetFiles(got, "*.jpg", SearchOption.AllDirectories).Length);
        Assert.Contains("26 files", output.ToString(), StringComparison.Ordinal);
        Assert.Equal([got], Directory.GetFileSystemEntries(Path.Combine(_folder, "data")));
        Assert.Equal(got, FlowerPhotos.Ensure(Path.Combine(_folder, "data"), output: output));
        string split = FlowerPhotos.Prepare(Path.Combine(_folder, "data"), 0.2, output: output);
        Assert.Equal(20, Directory.GetFiles(Path.Combine(split, "train"), "*.jpg", SearchOption.AllDirectories).Length);
        Assert.Equal(5, Directory.GetFiles(Path.Combine(split, "val"), "*.jpg", SearchOption.AllDirectories).Length);
        Assert.Throws<FileNotFoundException>(() => FlowerPhotos.Ensure(_folder, Path.Combine(_folder, "nothing.tgz")));
        Assert.Throws<DirectoryNotFoundException>(() => FlowerPhotos.Ensure(_folder, Path.Combine(photos, "roses")));
    }

    private static byte[] Idx(byte[] data, params int[] shape)
    {
        byte[] file = new byte[4 + 4 * shape.Length + data.Length];
        (file[2], file[3]) = (8, (byte)shape.Length);
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), shape[i]);
        data.CopyTo(file, 4 + 4 * shape.Length);
        return file;
    }
}
