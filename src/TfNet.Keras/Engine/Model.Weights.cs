using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    /// <summary>
    /// Saves all weights as Keras does. The file replaces an older one in one step: a crash or a full disk leaves the old one.
    /// </summary>
    /// <param name="filepath">A name ending in .h5, .hdf5 or .keras; its folder must exist.</param>
    /// <param name="overwrite">False: an existing file is an error.</param>
    /// <param name="save_format">"h5", or null: by the extension.</param>
    /// <param name="options">Unused by the HDF5 format; must be null.</param>
    public void save_weights(string filepath, bool overwrite = true, string? save_format = null, object? options = null)
    {
        WeightFormat.RequireHdf5("save_weights", filepath, save_format);
        if (options is not null)
            throw new ValueError("save_weights: argument options: expected null (the HDF5 format has none)");
        if (!overwrite && File.Exists(filepath))
            throw new ValueError($"save_weights: '{filepath}' exists and overwrite is false");
        Hdf5WeightWriter.Save(this, filepath);
    }

    /// <summary>Loads weights that this library or Keras saved; on any error the model keeps the weights it has.</summary>
    /// <param name="filepath">A Keras 2 HDF5 weight file, or a whole-model file.</param>
    /// <param name="by_name">Pair top-level layers by name; others stay as they are. Default: all layers with weights, in order.</param>
    /// <param name="skip_mismatch">With by_name: leave out weights whose number or shape differs, with a warning.</param>
    /// <param name="options">Unused by the HDF5 format; must be null.</param>
    public void load_weights(string filepath, bool by_name = false, bool skip_mismatch = false, object? options = null)
    {
        if (options is not null)
            throw new ValueError("load_weights: argument options: expected null (the HDF5 format has none)");
        Hdf5WeightReader.Load(this, filepath, by_name ? WeightPairing.LayerName : WeightPairing.Topology, skip_mismatch);
    }

    /// <summary>
    /// <c>load_weights(filepath, by_name: true, skip_mismatch)</c> that tells what it did: which weights were loaded, and which the file or
    /// the model did not have. Not in Keras.
    /// </summary>
    /// <param name="filepath">A Keras 2 HDF5 weight file, or a whole-model file.</param>
    /// <param name="skip_mismatch">Leave out weights whose number or shape differs, with a warning; otherwise they are an error.</param>
    public WeightReport load_weights_by_name(string filepath, bool skip_mismatch = false) =>
        Hdf5WeightReader.Load(this, filepath, WeightPairing.LayerName, skip_mismatch);

    /// <summary>
    /// Loads weights by the names of top-level layers and weights, whatever their order in the file. Keras' own rules pair
    /// the weights of a nested model by position, and the positions depend on which layers were frozen when the file was
    /// saved: use this where the model is frozen otherwise than it was then. Not in Keras.
    /// </summary>
    /// <param name="filepath">A Keras 2 HDF5 weight file, or a whole-model file.</param>
    /// <exception cref="ValueError">Model and file do not have the same layers and weights; the model is unchanged.</exception>
    public void load_weights_by_path(string filepath) => Hdf5WeightReader.Load(this, filepath, WeightPairing.Path);
}

public partial interface IModel
{
    void save_weights(string filepath, bool overwrite = true, string? save_format = null, object? options = null);

    void load_weights(string filepath, bool by_name = false, bool skip_mismatch = false, object? options = null);
}
