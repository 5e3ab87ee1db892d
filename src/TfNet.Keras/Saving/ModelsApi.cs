using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras
{
    /// <summary><c>keras.models</c>.</summary>
    public sealed partial class ModelsApi
    {
        internal ModelsApi()
        {
        }

        /// <summary>
        /// A model of the architecture that <see cref="Model.to_json"/> (of this library or Keras 2) wrote; its weights are new.
        /// </summary>
        /// <exception cref="ValueError">The text is no model's config, or holds a class that is neither known nor named.</exception>
        public Model model_from_json(string json_string, CustomLayers? custom_objects = null) =>
            LayerSerialization.Deserialize(PythonJson.Parse(json_string), custom_objects) as Model
                ?? throw new ValueError(
                    "model_from_json: argument json_string: expected a Functional or Sequential model; received a layer");

        /// <summary>A model of the same architecture and names with new weights. Not for subclassed models.</summary>
        public Model clone_model(Model model, CustomLayers? custom_objects = null) =>
            (Model)LayerSerialization.Deserialize(model.ToConfig(), custom_objects);
    }

    public sealed partial class KerasInterface
    {
        public ModelsApi models { get; } = new();
    }
}

namespace Tensorflow.Keras.Layers
{
    public sealed partial class LayersApi
    {
        /// <summary>
        /// The layer of a config {class_name, config}. Classes of the caller's own are named in custom_objects; nothing else is looked
        /// for.
        /// </summary>
        /// <exception cref="ValueError">The class is neither known nor named; the text lists the known ones.</exception>
        public ILayer deserialize(IDictionary<string, object?> config, CustomLayers? custom_objects = null) =>
            LayerSerialization.Deserialize(config, custom_objects);

        /// <summary>{module, class_name, config, registered_name, build_config}.</summary>
        public IDictionary<string, object?> serialize(ILayer layer) => LayerSerialization.Serialize((Layer)layer);
    }
}
