namespace Tensorflow.Keras.Saving;

/// <summary>Which file format a weight file's name and the save_format argument ask for.</summary>
internal static class WeightFormat
{
    internal static void RequireHdf5(string method, string path, string? saveFormat)
    {
        bool hdf5Name = Path.GetExtension(path).ToLowerInvariant() is ".h5" or ".hdf5" or ".keras";
        if (path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase))
            throw new ValueError($"{method}: argument filepath: expected a name that does not end in .weights.h5, for which Keras uses another layout "
                + $"that this library does not write; received '{path}'. Leave out '.weights'.");
        switch (saveFormat?.ToLowerInvariant())
        {
            case "h5" or "hdf5" or "keras":
            case null when hdf5Name:
                return;
            case "tf" or "tensorflow" when hdf5Name:
                throw new ValueError($"{method} got save_format=\"tf\"/\"tensorflow\", but the filepath ({path}) looks like an HDF5 file. "
                    + "Omit the \".h5\"/\".keras\" when saving in TensorFlow format.");
            case null or "tf" or "tensorflow":
                throw new ValueError($"{method}: '{path}': TensorFlow checkpoints are not written; expected a name that ends in .h5, or save_format \"h5\"");
            default:
                throw new ValueError($"Unknown format. Received: `save_format`={saveFormat}. Was expecting one of {{\"tf\", \"h5\"}}.");
        }
    }
}
