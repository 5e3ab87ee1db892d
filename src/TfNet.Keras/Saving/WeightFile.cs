using System.Diagnostics.CodeAnalysis;
using Tensorflow.Keras.Engine;
using TfNet.Formats.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>An opened Keras 2 weight file: its layers with weights, in the order of the file.</summary>
internal sealed class WeightFile : IDisposable
{
    private const string TopLevelName = "top_level_model_weights";
    private readonly Hdf5File _file;
    private readonly Hdf5Group _root;
    private readonly string[] _layerNames;

    private WeightFile(Hdf5File file, Hdf5Group root)
    {
        _file = file;
        _root = root;
        _layerNames = Hdf5Attributes.ReadStringList(root, "layer_names");
        Version = root.TryAttribute("keras_version", out Hdf5Attribute? v) ? v.ReadString() : null;
    }

    /// <summary>Null in files of Keras 1.</summary>
    internal string? Version { get; }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ValueError">The file is of another kind.</exception>
    /// <exception cref="Hdf5Exception">The file is no valid HDF5 file.</exception>
    internal static WeightFile Open(string path)
    {
        RefuseOthers(path);
        Hdf5File file = Hdf5File.Open(path);
        try
        {
            return new WeightFile(file, WeightRoot(file, path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void RefuseOthers(string path)
    {
        if (Directory.Exists(path))
            throw new ValueError($"load_weights: '{path}' is a folder; expected a weight file");
        if (!File.Exists(path))
            throw File.Exists(path + ".index")
                ? new ValueError($"load_weights: '{path}' is a TensorFlow checkpoint; expected an HDF5 weight file")
                : new FileNotFoundException($"load_weights: argument filepath: no such file: '{path}'", path);
        var start = new byte[4];
        using FileStream stream = File.OpenRead(path);
        if (stream.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start is [(byte)'P', (byte)'K', 3, 4])
            throw new ValueError($"load_weights: '{path}' is a .keras archive (a zip), which this library does not read; "
                + "expected an HDF5 weight file: save it from Keras with model.save_weights('name.h5')");
    }

    /// <summary>The root, or the group that a whole model's file keeps its weights in.</summary>
    private static Hdf5Group WeightRoot(Hdf5File file, string path)
    {
        Hdf5Group root = file.Root;
        if (Hdf5Attributes.HasStringList(root, "layer_names"))
            return root;
        if (root.Contains("model_weights") && root.Group("model_weights") is var inner && Hdf5Attributes.HasStringList(inner, "layer_names"))
            return inner;
        throw new ValueError(root.Contains("layers") || root.Contains("_layer_checkpoint_dependencies") || root.Contains("vars")
            ? $"load_weights: '{path}' has the layout of '.weights.h5' files of Keras 2.12 and later, which this library does not read; "
                + "expected one with the attribute 'layer_names': save it from Keras with model.save_weights('name.h5')"
            : $"load_weights: '{path}' is an HDF5 file, but no Keras weight file: it has no attribute 'layer_names'");
    }

    /// <summary>All groups by name, in the order of the file, weightless ones included.</summary>
    internal IEnumerable<SavedLayer> Layers() => _layerNames.Select((name, i) => new SavedLayer(name, i, _root));

    /// <summary>Weights that the model itself owned; files from before Keras 2.7 have no such group.</summary>
    internal bool TryTopLevel([NotNullWhen(true)] out SavedLayer? own)
    {
        own = _root.TryOpen(TopLevelName, out Hdf5Object? found) && found is Hdf5Group ? new SavedLayer(TopLevelName, -1, _root) : null;
        return own is not null;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>One group of the file; it is opened when its weights are asked for.</summary>
    internal sealed class SavedLayer(string name, int index, Hdf5Group root)
    {
        private Hdf5Group? _group;
        private string[]? _weights;

        internal string Name => name;

        internal int Index => index;

        private Hdf5Group Group => _group ??= root.Group(name);

        internal string[] WeightNames => _weights ??= Hdf5Attributes.ReadStringList(Group, "weight_names");

        internal Hdf5Dataset Dataset(int i) => Group.Dataset(WeightNames[i]);
    }
}
