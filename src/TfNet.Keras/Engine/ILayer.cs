using Tensorflow.Common.Types;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using NDArray = NumSharp.NDArray;

namespace Tensorflow.Keras;

/// <summary>A layer as programs see it (https://keras.io/api/layers/base_layer/).</summary>
public interface ILayer
{
    string Name { get; }

    /// <summary>Whether training may change the weights; setting it reaches all inner layers.</summary>
    bool Trainable { get; set; }

    bool trainable { get; set; }

    bool Built { get; }

    void build(KerasShapesWrapper input_shape);

    /// <summary>The direct inner layers.</summary>
    List<ILayer> Layers { get; }

    List<INode> InboundNodes { get; }

    List<INode> OutboundNodes { get; }

    /// <summary>Calls the layer: builds it on first use; on symbolic tensors it becomes part of a model.</summary>
    Tensors Apply(Tensors inputs, Tensors? states = null, bool? training = null, IOptionalArgs? optional_args = null);

    List<IVariableV1> TrainableVariables { get; }

    List<IVariableV1> TrainableWeights { get; }

    List<IVariableV1> NonTrainableWeights { get; }

    List<IVariableV1> Weights { get; }

    void set_weights(IEnumerable<NDArray> weights);

    List<NDArray> get_weights();

    /// <summary>The shape of the single output; an error where calls differ.</summary>
    Shape OutputShape { get; }

    TF_DataType DType { get; }

    /// <summary>Number of weight elements, frozen ones included.</summary>
    long count_params();

    Shape ComputeOutputShape(Shape input_shape);

    IDictionary<string, object?> get_config();
}
