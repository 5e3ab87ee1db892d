using Tensorflow.Keras.Layers;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// Neighbouring layers that are computed together, because nothing else sees what is between them: even zero padding, a two-dimensional
/// convolution or dense layer, batch norm, the addition of a shortcut, relu or relu6; each may be left out. In prediction a convolution with
/// all that follows is one operator with folded, packed weights; in training padding and activation are taken along.
/// </summary>
internal sealed class LayerChain
{
    private readonly List<Layer> _layers = [];
    private ZeroPadding2D? _padding;
    private ConvolutionLayer? _convolution;
    private Layers.Dense? _dense;
    private BatchNormalization? _norm;
    private bool _adds;
    private FusedActivation _activation;

    private LayerChain()
    {
    }

    /// <summary>More than one layer: worth to be run as a chain.</summary>
    internal bool IsJoined => _layers.Count > 1;

    /// <summary>Whether one of the layers adds a shortcut.</summary>
    internal bool Adds => _adds;

    /// <summary>A chain of one layer, or null for a layer that is in no chain.</summary>
    internal static LayerChain? StartingWith(Layer layer)
    {
        var chain = new LayerChain();
        return chain.TryAppend(layer) ? chain : null;
    }

    /// <summary>Takes the layer as the next one, if a chain can have it there.</summary>
    internal bool TryAppend(Layer layer)
    {
        if (layer.ActivityRegularizer is not null || _activation != FusedActivation.None || !Fits(layer))
            return false;
        _layers.Add(layer);
        return true;
    }

    private bool Fits(Layer layer)
    {
        bool empty = _layers.Count == 0;
        bool waitsForConvolution = _padding is not null && _convolution is null;
        switch (layer)
        {
            case ZeroPadding2D { Even: not null } padding when empty:
                _padding = padding;
                return true;
            case ConvolutionLayer { IsTwoDimensional: true } convolution
                when (empty || (waitsForConvolution && convolution.IsValid))
                    && (convolution.IsLinear || convolution.OwnActivation != FusedActivation.None):
                _convolution = convolution;
                return true;
            case Layers.Dense dense when empty:
                _dense = dense;
                return true;
            case BatchNormalization norm when (empty || _convolution is { IsLinear: true }) && _norm is null && !_adds:
                _norm = norm;
                return true;
            case Add when empty || (_convolution is { IsLinear: true } && !_adds):
                return _adds = true;
            default:
                // An activation alone is no chain's beginning.
                bool open = _convolution?.IsLinear ?? _dense?.IsLinear ?? !empty;
                if (!open || waitsForConvolution || layer.AsFused == FusedActivation.None)
                    return false;
                _activation = layer.AsFused;
                return true;
        }
    }

    /// <summary>The result of all layers; the shortcut is the other summand of the chain's addition.</summary>
    internal Tensor Run(Tensor x, Tensor? shortcut, bool? training = null)
    {
        bool? flag = training ?? CallContext.Current?.Training ?? BackendImpl.LearningPhase;
        if (!IsReadyFor(x) || (shortcut is not null && shortcut.dtype != x.dtype))
            return OneByOne(x, shortcut, training);
        using CallContext.Frame frame = CallContext.Enter(flag, CallContext.Prefix);
        _layers[0].InputSpec?.Verify(_layers[0].Name, x);
        using var scope = new Scope(_layers[^1].Name);
        return scope.Return(Together(x, shortcut, flag));
    }

    /// <summary>Known kernels, one dtype, values; every layer's call is its own.</summary>
    private bool IsReadyFor(Tensor x)
    {
        if (x.IsSymbolic || (_convolution is not null && x.rank != 4))
            return false;
        foreach (Layer layer in _layers)
            if (!layer.Built || layer.ReplacedCall is not null || layer.ComputeDType != x.dtype)
                return false;
        return true;
    }

    private Tensor Together(Tensor x, Tensor? shortcut, bool? training)
    {
        if (_convolution is { } convolution)
        {
            convolution.CheckSize(_padding?.Padded(x.shape) ?? x.shape);
            FusedActivation activation = convolution.IsLinear ? _activation : convolution.OwnActivation;
            return convolution.Convolve(x, training, new ConvolutionTail(activation, _norm, shortcut, _padding?.Even));
        }
        if (_dense is { } dense)
            return dense.Product(x, training, _activation);
        if (_norm is { } norm)
            return norm.Normalize(x, training, _activation);
        return FusedActivations.AsOp(_activation, MathOps.Add(shortcut!, x));
    }

    private Tensor OneByOne(Tensor x, Tensor? shortcut, bool? training)
    {
        Tensors y = x;
        foreach (Layer layer in _layers)
            y = layer.Apply(layer is Add ? new Tensors(shortcut!, y.Single) : y, training: training);
        return y.Single;
    }
}
