using NumSharp;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>Batches of changed pictures from a folder of classes; made by <see cref="ImageDataGenerator.flow_from_directory"/>.</summary>
public sealed class DirectoryIterator : ImageIterator
{
    private static readonly HashSet<string> s_extensions = ["png", "jpg", "jpeg", "bmp", "ppm", "tif", "tiff"];

    private readonly string[] _paths;
    private readonly int[] _classes;

    /// <summary>See <see cref="ImageDataGenerator.flow_from_directory"/>.</summary>
    public DirectoryIterator(
        string directory,
        ImageDataGenerator image_data_generator,
        (int height, int width)? target_size = null,
        string color_mode = "rgb",
        IReadOnlyList<string>? classes = null,
        string? class_mode = "categorical",
        int batch_size = 32,
        bool shuffle = true,
        long? seed = null,
        string? data_format = null,
        string? save_to_dir = null,
        string save_prefix = "",
        string save_format = "png",
        bool follow_links = false,
        string? subset = null,
        string interpolation = "nearest",
        bool keep_aspect_ratio = false,
        string? dtype = null,
        IEnumerable<string>? exclude = null)
        : this(
            Listing.Make(directory, classes, Range(subset, image_data_generator), follow_links, exclude),
            image_data_generator, target_size ?? (256, 256), color_mode, class_mode, batch_size, shuffle, seed, data_format,
            (save_to_dir, save_prefix, save_format), interpolation, keep_aspect_ratio, dtype)
    {
    }

    private DirectoryIterator(
        Listing listing, ImageDataGenerator generator, (int Height, int Width) size, string colorMode, string? classMode, int batchSize,
        bool shuffle, long? seed, string? dataFormat, (string?, string, string) save, string interpolation,
        bool keepAspectRatio, string? dtype)
        : base(
            generator, listing.Files.Count, (size.Height, size.Width, CountChannels(colorMode)), batchSize, shuffle, seed,
            dtype ?? generator.dtype, dataFormat ?? generator.data_format, save)
    {
        if (size.Height < 1 || size.Width < 1)
            throw new ValueError($"argument target_size: expected at least (1, 1). Received: ({size.Height}, {size.Width})");
        if (classMode is not (null or "input" or "binary" or "sparse" or "categorical"))
        {
            throw new ValueError(
                $"Invalid class_mode: {classMode}; expected one of: {{'input', 'binary', 'sparse', None, 'categorical'}}");
        }
        PilImage.CheckFilter(interpolation);
        (directory, color_mode, class_mode, target_size) = (listing.Directory, colorMode, classMode, size);
        (this.interpolation, keep_aspect_ratio) = (interpolation, keepAspectRatio);
        filenames = [.. listing.Files.Select(f => f.Name)];
        _classes = [.. listing.Files.Select(f => f.Class)];
        _paths = [.. filenames.Select(f => Path.Combine(directory, f))];
        class_indices = listing.Classes.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
        num_classes = listing.Classes.Count;
        DataMessages.Print($"Found {samples} images belonging to {num_classes} classes.");
    }

    /// <summary>The folder.</summary>
    public string directory { get; }

    /// <summary>Rows and columns of the pictures.</summary>
    public (int height, int width) target_size { get; }

    /// <summary>"rgb", "rgba" or "grayscale".</summary>
    public string color_mode { get; }

    /// <summary>Form of the labels.</summary>
    public string? class_mode { get; }

    /// <summary>Filter of the resizing.</summary>
    public string interpolation { get; }

    /// <summary>Whether the centre is cropped instead of distorting.</summary>
    public bool keep_aspect_ratio { get; }

    /// <summary>Number of pictures.</summary>
    public int samples => n;

    /// <summary>Number of classes, also those without a picture.</summary>
    public int num_classes { get; }

    /// <summary>Class name to index.</summary>
    public IReadOnlyDictionary<string, int> class_indices { get; }

    /// <summary>The files relative to the folder, with <c>/</c>, in the order of the indices.</summary>
    public IReadOnlyList<string> filenames { get; }

    /// <summary>The files with the folder.</summary>
    public IReadOnlyList<string> filepaths => _paths;

    /// <summary>The class of each file.</summary>
    public IReadOnlyList<int> classes => _classes;

    /// <summary>The class of each file (Keras' name).</summary>
    public IReadOnlyList<int> labels => _classes;

    private protected override Sample Load(int i)
    {
        PilImage image = ImageUtils.load_img(_paths[i], color_mode, target_size, interpolation, keep_aspect_ratio);
        var values = new float[Height * Width * Channels];
        image.CopyTo(values);
        return new Sample(values, Height, Width, Channels);
    }

    private protected override ImageBatch Complete(NDArray x, int[] indices)
    {
        NDArray? y = class_mode switch
        {
            "input" => x.copy(),
            "categorical" => Labels(indices, num_classes, (row, k) => row[k] = 1),
            "binary" or "sparse" => Labels(indices, 1, (row, k) => row[0] = k).reshape([indices.Length]),
            _ => null,
        };
        return new ImageBatch(x, y, null, []);
    }

    private delegate void LabelWriter(Span<double> row, int label);

    private NDArray Labels(int[] indices, int columns, LabelWriter write)
    {
        var values = new double[indices.Length * columns];
        for (int i = 0; i < indices.Length; i++)
            write(values.AsSpan(i * columns, columns), _classes[indices[i]]);
        Array typed = Type.IsDouble ? values : Array.ConvertAll(values, v => (float)v);
        return new NDArray(typed, new NumSharp.Shape(indices.Length, columns));
    }

    private static int CountChannels(string colorMode) => colorMode switch
    {
        "rgb" => 3,
        "rgba" => 4,
        "grayscale" => 1,
        _ => throw new ValueError($"Invalid color mode: {colorMode}; expected \"rgb\", \"rgba\", or \"grayscale\"."),
    };

    /// <summary>The share of each class's files that a subset takes; null: all.</summary>
    private static (double Start, double Stop)? Range(string? subset, ImageDataGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return subset switch
        {
            null => null,
            "validation" => (0, generator.validation_split),
            "training" => (generator.validation_split, 1),
            _ => throw new ValueError($"Invalid subset name: {subset};expected \"training\" or \"validation\""),
        };
    }

    /// <summary>The files of a folder of classes.</summary>
    private sealed record Listing(string Directory, IReadOnlyList<string> Classes, IReadOnlyList<(string Name, int Class)> Files)
    {
        public static Listing Make(
            string directory, IReadOnlyList<string>? classes, (double Start, double Stop)? range, bool followLinks,
            IEnumerable<string>? exclude)
        {
            ArgumentNullException.ThrowIfNull(directory);
            HashSet<string> excluded = [.. exclude ?? []];
            if (classes is not { Count: > 0 })
                classes = FolderListing.SubFolders(directory);
            else if (classes.FirstOrDefault(c => c.Length == 0 || c.AsSpan().ContainsAny('/', '\\')
                || classes.Count(o => o == c) > 1) is { } wrong)
                throw new ValueError($"argument classes: expected different names of folders. Received: '{wrong}'");
            var files = new List<(string, int)>();
            for (int k = 0; k < classes.Count; k++)
            {
                string[] valid = [.. FolderListing.Walk(Path.Combine(directory, classes[k]), followLinks).Where(IsPicture)
                    .Select(f => classes[k] + "/" + f).Where(f => !excluded.Contains(f))];
                if (range is var (start, stop))
                    valid = valid[(int)(start * valid.Length)..(int)(stop * valid.Length)];
                int label = k;
                files.AddRange(valid.Select(f => (f, label)));
            }
            return new Listing(directory, [.. classes], files);
        }

        private static bool IsPicture(string file)
        {
            string extension = FolderListing.Extension(file[(file.LastIndexOf('/') + 1)..]);
            if (extension == "tiff")
                DataMessages.Warn("Using \".tiff\" files with multiple bands will cause distortion. Please verify your output.");
            return s_extensions.Contains(extension);
        }
    }
}
