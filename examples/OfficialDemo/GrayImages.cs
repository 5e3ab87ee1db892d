using Tensorflow;
using TfNet.Formats.Idx;
using TfNet.Formats.Images;
using TfNetZoo.Data;

/// <summary>Grey images in 0 to 1 with a channel axis, [n, h, w, 1] float32, and int64 labels: from IDX files or from train and val class folders.</summary>
internal sealed record GrayImages(Tensor TrainImages, Tensor TrainLabels, Tensor TestImages, Tensor TestLabels, string[] ClassNames)
{
    /// <summary>Opens a folder; null: the shipped images.</summary>
    internal static GrayImages Open(string? folder, int size)
    {
        string root = folder ?? FashionMnistSmall.EnsureExtracted();
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"argument --data: there is no folder '{root}'");
        return Idx(root, "train-images-idx3-ubyte") is null ? FromFolders(root, size) : FromIdx(root);
    }

    private static GrayImages FromIdx(string root)
    {
        (Tensor x, Tensor y) = Pair(root, "train");
        (Tensor testX, Tensor testY) = Pair(root, "t10k");
        return new GrayImages(x, y, testX, testY, [.. FashionMnistSmall.ClassNames]);
    }

    private static (Tensor, Tensor) Pair(string root, string part)
    {
        IdxArray images = Read(root, $"{part}-images-idx3-ubyte"), labels = Read(root, $"{part}-labels-idx1-ubyte");
        if (images.Shape.Length != 3 || images.Shape[0] != labels.Data.Length)
            throw new ValueError($"'{root}': {part}: expected as many labels as images; received {labels.Data.Length} and {images.Shape[0]}");
        return (new Tensor(Array.ConvertAll(images.Data, p => p / 255f), (images.Shape[0], images.Shape[1], images.Shape[2], 1)),
            new Tensor(Array.ConvertAll(labels.Data, l => (long)l)));
    }

    private static string? Idx(string root, string name) =>
        new[] { name, name + ".gz" }.Select(n => Path.Combine(root, n)).FirstOrDefault(File.Exists);

    private static IdxArray Read(string root, string name) =>
        IdxFile.Read(Idx(root, name) ?? throw new FileNotFoundException($"'{root}': expected {name} or {name}.gz beside the other IDX files"));

    private static GrayImages FromFolders(string root, int size)
    {
        var train = new ImageFolder(Part(root, "train"));
        var test = new ImageFolder(Part(root, "val"));
        if (!train.Classes.SequenceEqual(test.Classes))
            throw new ValueError($"'{root}': train and val must have the same class folders");
        (Tensor x, Tensor y) = Load(train, size);
        (Tensor testX, Tensor testY) = Load(test, size);
        return new GrayImages(x, y, testX, testY, [.. train.Classes]);
    }

    private static string Part(string root, string part) => Directory.Exists(Path.Combine(root, part)) ? Path.Combine(root, part)
        : throw new DirectoryNotFoundException($"argument --data: expected IDX files, or the folders train and val, in '{root}'");

    private static (Tensor, Tensor) Load(ImageFolder folder, int size)
    {
        IReadOnlyList<string> good = ImageFolder.Check(folder.Root, Console.Error).Good;
        var keep = new HashSet<string>(good);
        (string File, int Class)[] images = [.. folder.Images.Where(i => keep.Contains(i.File))];
        var pixels = new float[(long)images.Length * size * size];
        Parallel.For(0, images.Length, i =>
        {
            RgbImage image = PilResize.Resize(ImageFile.Load(Path.Combine(folder.Root, images[i].File), ColorMode.Grayscale), size, size, PilFilter.Nearest);
            for (int p = 0; p < image.Pixels.Length; p++)
                pixels[(long)i * size * size + p] = image.Pixels[p] / 255f;
        });
        return (new Tensor(pixels, (images.Length, size, size, 1)), new Tensor(Array.ConvertAll(images, i => (long)i.Class)));
    }
}
